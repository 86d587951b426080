package login

import (
	"net/http"

	"authd/internal/locale"
	"authd/internal/pages"
	"authd/internal/pending"
)

// wanted is what the application asked for when the login began, and after that
// what the browser prefers, so that pages and mails of one login agree.
func wanted(r *http.Request, p pending.Pending) locale.Wanted {
	return locale.Of(p.Params["ui_locales"], r.Header)
}

// look is how a page speaks in the login p; the zero Pending is none.
func (h *Handler) look(r *http.Request, p pending.Pending) pages.Look {
	return pages.Look{Wanted: wanted(r, p), Brand: h.Directory.Clients[p.Params["client_id"]].Brand}
}
