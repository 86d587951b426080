package consent

import (
	"cmp"

	"authd/internal/authd"
	"authd/internal/pages"
)

// page is the question of v in words: what everybody knows in the page's own,
// what an API defines in the API's.
func (h *Handler) page(c authd.Client, v visit) pages.ConsentPage {
	q := v.pending.Question
	api := h.Directory.APIs[q.Audience]
	own, scopes := pages.Told(q.Scope, api.Describe)
	return pages.ConsentPage{
		Look:   v.look,
		Client: cmp.Or(c.Name, c.ID), Address: v.session.User.Identifier,
		API: cmp.Or(api.Name, q.Audience), Own: own, Scopes: scopes,
		State: v.state, RedirectURI: v.pending.Params["redirect_uri"],
	}
}
