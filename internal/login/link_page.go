package login

import (
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/pages"
	"authd/internal/passwordless"
	"authd/internal/pending"
	"authd/internal/web"
)

// A linkVisit is one request to the page behind a mailed link.
type linkVisit struct {
	token   string
	link    passwordless.Link
	pending pending.Pending
	client  authd.Client
	now     time.Time
}

// ShowLink answers GET and HEAD /passwordless/link and changes nothing: programs
// that read mail open links too (PL-11). In the browser the login began in it
// offers to go on; in another it only shows the code to type where it began, for
// whoever sent the link there may not be who reads it (PL-12).
func (h *Handler) ShowLink(w http.ResponseWriter, r *http.Request) error {
	v, err := h.openLink(r)
	if err != nil {
		return h.fail(w, r, v.pending, err)
	}
	page := pages.LinkPage{
		Look:   h.look(r, v.pending),
		Client: clientName(v.client), Address: v.link.Challenge.Address,
		RedirectURI: v.pending.Params["redirect_uri"],
	}
	if h.mayUse(r, v) {
		page.Token = v.token
	}
	if !h.Pending.Same(r, v.pending) {
		page.Code = v.link.Code
	}
	return h.Pages.Link(w, page)
}

// UseLink answers POST /passwordless/link: it logs the person in.
func (h *Handler) UseLink(w http.ResponseWriter, r *http.Request) error {
	v, err := h.openLink(r)
	if err == nil && !h.mayUse(r, v) {
		err = pending.ErrOtherBrowser
	}
	if err != nil {
		return h.fail(w, r, v.pending, err)
	}
	user, _, err := h.Passwordless.RedeemLink(r.Context(), v.token, v.now)
	if err != nil {
		return h.fail(w, r, v.pending, err)
	}
	if !v.pending.Bound() {
		v.pending = h.Pending.Bind(w, r, v.pending)
	}
	return h.finish(w, r, ending{user, v.pending, v.now})
}

// mayUse reports whether this browser may log in with the link: it began the
// login, or the login began through the API, where no browser is known.
func (h *Handler) mayUse(r *http.Request, v linkVisit) bool {
	return !v.pending.Bound() || h.Pending.Same(r, v.pending)
}

func (h *Handler) openLink(r *http.Request) (linkVisit, error) {
	params, err := web.ReadParams(r)
	if err != nil {
		return linkVisit{}, err
	}
	now := h.Now()
	link, err := h.Passwordless.OpenLink(r.Context(), params["token"], now)
	if err != nil {
		return linkVisit{}, err
	}
	p, err := h.Pending.Peek(link.Challenge.Pending, now)
	if err != nil {
		return linkVisit{}, err
	}
	p.Connection = link.Challenge.Connection
	client, _, err := h.configured(p)
	return linkVisit{params["token"], link, p, client, now}, err
}
