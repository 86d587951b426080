package logout

import (
	"encoding/json"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/locale"
	"authd/internal/pages"
	"authd/internal/seal"
	"authd/internal/web"
)

// purpose keeps the question's state apart from every other sealed text.
const purpose seal.Purpose = "logout question"

// patience is how long the question can be answered.
const patience = 30 * time.Minute

// A question is a request as it waits for its answer.
type question struct {
	request
	AskedAt time.Time `json:"t"`
}

func (h *Handler) seal(req request) string {
	plain, err := json.Marshal(question{req, h.Now()})
	if err != nil {
		panic(err) // a question holds nothing JSON cannot write
	}
	return h.Sealer.Seal(purpose, plain)
}

// open undoes seal, for half an hour.
func (h *Handler) open(state string) (request, bool) {
	var q question
	plain, err := h.Sealer.Open(purpose, state)
	if err != nil || json.Unmarshal(plain, &q) != nil || h.Now().After(q.AskedAt.Add(patience)) {
		return request{}, false
	}
	return q.request, true
}

// Ask answers GET /u/logout-confirm: the page that asks whether to log out. It
// changes nothing.
func (h *Handler) Ask(w http.ResponseWriter, r *http.Request) error {
	return h.answer(w, r, func(req request) error {
		s, err := h.current(w, r)
		if err != nil {
			return err
		}
		if s == nil {
			return h.finish(w, r, req)
		}
		return h.Pages.Logout(w, pages.LogoutPage{
			Look:   h.look(r, req),
			Client: clientName(h.Directory.Clients[req.ClientID]), Address: s.User.Identifier,
			State: r.URL.Query().Get("state"), RedirectURI: req.RedirectURI,
		})
	})
}

// Confirm answers POST /u/logout-confirm: whoever uses this browser logs out, here
// or everywhere (LO-10).
func (h *Handler) Confirm(w http.ResponseWriter, r *http.Request) error {
	return h.answer(w, r, func(req request) error { return h.finish(w, r, req) })
}

// answer opens the state of r for step. The lists are looked at again: a place
// taken off one meanwhile is off.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, step func(request) error) error {
	params, err := web.ReadParams(r)
	if err != nil {
		return err
	}
	req, ok := h.open(params["state"])
	if !ok {
		return h.Pages.Fail(w, h.look(r, req), pages.LogoutStale, web.RequestID(r.Context()))
	}
	if params["reach"] == "everywhere" {
		req.reach = everywhere
	}
	client, err := h.client(req.ClientID)
	if err == nil {
		err = h.checkRedirect(client, req.RedirectURI)
	}
	if err != nil {
		return err
	}
	return step(req)
}

// look is how the pages of req speak (RP-Initiated Logout §2, ui_locales).
func (h *Handler) look(r *http.Request, req request) pages.Look {
	return pages.Look{Wanted: locale.Of(req.UILocales, r.Header), Brand: h.Directory.Clients[req.ClientID].Brand}
}

func clientName(c authd.Client) string {
	if c.Name == "" {
		return c.ID
	}
	return c.Name
}
