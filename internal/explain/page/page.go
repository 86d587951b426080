package page

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/explain"
	"authd/internal/oauth"
	"authd/internal/web"
)

// Path is where the page is.
const Path = "/dev/explain"

//go:embed assets
var assets embed.FS

var pageTemplate = template.Must(template.ParseFS(assets, "assets/explain.html"))

// A Handler serves the page. It is for a developer's own machine: whoever sees
// the page reads the clients' settings.
type Handler struct{ Directory authd.Directory }

// sheet is what the page shows. Problem is why there is no answer.
type sheet struct {
	Question explain.Question
	Flow     string
	Clients  []string
	APIs     []string
	Flows    []string
	Problem  string
	Headline string
	Sections []explain.Section
}

// Page answers GET /dev/explain?client_id&audience&resource&scope&flow&expires_in, with
// JSON where that is asked for. In place of flow there may be response_type or
// grant_type.
func (h *Handler) Page(w http.ResponseWriter, r *http.Request) error {
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		return h.JSON(w, r)
	}
	dir := h.Directory
	s := sheet{Clients: slices.Sorted(maps.Keys(dir.Clients)), APIs: slices.Sorted(maps.Keys(dir.APIs)), Flows: flows()}
	s.Question = question(r.URL.Query())
	if s.Question.Client == "" && len(s.Clients) > 0 {
		s.Question.Client = s.Clients[0]
	}
	s.Flow = cmp.Or(s.Question.Grant, s.Question.ResponseType)
	plan, err := explain.Plan(dir, s.Question)
	if err != nil {
		s.Problem = err.Error()
	} else {
		s.Headline, s.Sections = explain.Headline(plan), explain.Sections(plan)
	}
	return write(w, s)
}

// JSON answers GET /dev/explain.json with what `authd explain --json` prints.
func (h *Handler) JSON(w http.ResponseWriter, r *http.Request) error {
	plan, err := explain.Plan(h.Directory, question(r.URL.Query()))
	if err != nil {
		web.WriteError(w, oauth.Errorf(oauth.InvalidRequest, "%s", err))
		return nil
	}
	web.WriteJSON(w, http.StatusOK, plan)
	return nil
}

// Style answers GET /dev/explain.css.
func (h *Handler) Style(w http.ResponseWriter, r *http.Request) error {
	http.ServeFileFS(w, r, assets, "assets/explain.css")
	return nil
}

// question reads the form. What is asked for by default is what auth0.js asks.
func question(q url.Values) explain.Question {
	ask := explain.Question{
		Client: q.Get("client_id"), Audience: q.Get("audience"), Resource: q.Get("resource"), Scope: q.Get("scope"),
		ResponseType: q.Get("response_type"), Grant: q.Get("grant_type"), ExpiresIn: q.Get("expires_in"),
	}
	if !q.Has("scope") {
		ask.Scope = "openid profile email"
	}
	flow := q.Get("flow")
	switch {
	case slices.Contains(oauth.GrantTypes, oauth.GrantType(flow)):
		ask.Grant = flow
	case ask.ResponseType == "" && ask.Grant == "":
		ask.ResponseType = cmp.Or(flow, "token id_token")
	}
	return ask
}

// flows are what the form offers.
func flows() []string {
	var list []string
	for t := oauth.Code; t <= oauth.Code|oauth.Token|oauth.IDToken; t++ {
		list = append(list, t.String())
	}
	for _, g := range oauth.GrantTypes {
		if g != oauth.GrantImplicit {
			list = append(list, string(g))
		}
	}
	return list
}

func write(w http.ResponseWriter, s sheet) error {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, s); err != nil {
		return fmt.Errorf("explain page: %w", err)
	}
	header := w.Header()
	web.NoStore(header)
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	header.Set("X-Frame-Options", "DENY")
	_, err := w.Write(b.Bytes())
	return err
}
