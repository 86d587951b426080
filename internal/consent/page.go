package consent

import (
	"cmp"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/pages"
	"authd/internal/pending"
)

// page is the question of v in words: what everybody knows in the page's own,
// what an API defines in the API's.
func (h *Handler) page(c authd.Client, v visit) pages.ConsentPage {
	q := v.pending.Question
	api := h.Directory.APIs[q.Audience]
	own, scopes := split(q, api)
	return pages.ConsentPage{
		Look:   v.look,
		Client: cmp.Or(c.Name, c.ID), Address: v.session.User.Identifier,
		API: cmp.Or(api.Name, q.Audience), Own: own, Scopes: scopes,
		State: v.state, RedirectURI: v.pending.Params["redirect_uri"],
	}
}

func split(q *pending.Question, api authd.API) (oauth.Scope, []string) {
	var own oauth.Scope
	var scopes []string
	for _, value := range q.Scope {
		if pages.HasWords(value) {
			own = append(own, value)
		} else {
			scopes = append(scopes, cmp.Or(description(api, value), value))
		}
	}
	return own, scopes
}

func description(api authd.API, value string) string {
	for _, s := range api.Scopes {
		if s.Value == value {
			return s.Description
		}
	}
	return ""
}
