package management

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"authd/internal/authd"
	"authd/internal/people"
	"authd/internal/web"
)

// mostTaken is how many people a page has at most, and unless it is said.
const mostTaken, usuallyTaken = 100, 50

// A page is one of all people, in the order of their ids. Next is what from must
// say for the page after; the last page has none.
type page struct {
	Users []people.Record `json:"users"`
	Next  string          `json:"next,omitempty"`
}

// list answers with one page (Auth0's checkpoint pagination: take and from). From
// is the id of the last person before the page, and is only ever compared with ids
// (security row AD-03).
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	asked, err := query(r, "take", "from")
	if err != nil {
		return err
	}
	take := usuallyTaken
	if text, said := asked["take"]; said {
		if take, err = strconv.Atoi(text); err != nil || take < 1 || take > mostTaken {
			return badQuery(fmt.Sprintf("take: must be a number from 1 to %d", mostTaken))
		}
	}
	users, err := h.Read.ListUsers(r.Context(), asked["from"], take+1)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, paged(users, take))
	return nil
}

// paged is a page of the first take users; one more tells that there is a next.
func paged(users []authd.User, take int) page {
	p := page{Users: []people.Record{}}
	if len(users) > take {
		users = users[:take]
		p.Next = users[take-1].ID
	}
	for _, u := range users {
		p.Users = append(p.Users, people.Of(u))
	}
	return p
}

// byEmail answers with everybody who is known by an address, in the order of their
// connections (Auth0: /api/v2/users-by-email).
func (h *Handler) byEmail(w http.ResponseWriter, r *http.Request) error {
	asked, err := query(r, "email")
	if err != nil {
		return err
	}
	if asked["email"] == "" {
		return badQuery("email: is missing")
	}
	found := []people.Record{}
	for _, name := range slices.Sorted(maps.Keys(h.Directory)) {
		if h.Directory[name].Strategy != authd.StrategyEmail {
			continue
		}
		u, err := h.Read.FindUser(r.Context(), name, h.Directory.Identifier(name, asked["email"]))
		if errors.Is(err, authd.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		found = append(found, people.Of(u))
	}
	web.WriteJSON(w, http.StatusOK, found)
	return nil
}

// query reads the parameters of a request, each of which must be known and be said
// once: one that is passed over would not do what was meant.
func query(r *http.Request, known ...string) (map[string]string, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badQuery("the query of the address cannot be read")
	}
	asked := map[string]string{}
	for name, list := range values {
		if !slices.Contains(known, name) {
			return nil, badQuery(fmt.Sprintf("%.40s: is not known here; there are: %s", name, strings.Join(known, ", ")))
		}
		if len(list) > 1 {
			return nil, badQuery(name + ": is said more than once")
		}
		asked[name] = list[0]
	}
	return asked, nil
}
