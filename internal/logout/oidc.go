package logout

import (
	"net/http"
	"net/url"
	"strings"

	"authd/internal/authd"
	"authd/internal/web"
)

// OIDC answers GET and POST /oidc/logout (RP-Initiated Logout §2). A hint of this
// very session logs out at once; otherwise the person is asked (LO-01).
func (h *Handler) OIDC(w http.ResponseWriter, r *http.Request) error {
	params, err := web.ReadParams(r)
	if err != nil {
		return err
	}
	req, err := h.parse(params)
	if err != nil {
		return err
	}
	s, err := h.current(w, r)
	switch {
	case err != nil:
		return err
	case s == nil && cookieHeldBack(r):
		redirect(w, http.StatusSeeOther, "/oidc/logout?"+params.Values().Encode())
		return nil
	case s != nil && !req.about(s):
		redirect(w, http.StatusSeeOther, "/u/logout-confirm?state="+url.QueryEscape(h.seal(req)))
		return nil
	}
	return h.finish(w, r, req)
}

// cookieHeldBack reports whether a page of another origin posts: SameSite keeps
// the session cookie from such a request, and not from the GET it is led to.
// Programs send no Origin; for them there is no session.
func cookieHeldBack(r *http.Request) bool {
	return r.Method == http.MethodPost && r.Header.Get("Origin") != ""
}

// about reports whether the hints name session s and nothing else.
func (q request) about(s *authd.Session) bool {
	return q.hint.SID != "" && q.hint.SID == s.SID && q.hint.UserID == s.User.ID && (q.sid == "" || q.sid == s.SID)
}

// finish logs out and leads to where the request says, or tells that it is done.
func (h *Handler) finish(w http.ResponseWriter, r *http.Request, req request) error {
	left, err := h.end(w, r, req.reach)
	if err != nil {
		return err
	}
	return h.leave(w, departure{h.look(r, req), http.StatusSeeOther, h.vouched(req.ClientID, req.location(), left)}, left)
}

// location is the registered address, if one was sent, with state, if one was sent
// too, and nothing else (RP-Initiated Logout §3). Spaces become %20: some SDKs do
// not read "+" as one.
func (q request) location() string {
	if q.State == "" || q.RedirectURI == "" {
		return q.RedirectURI
	}
	separator := "?"
	if strings.Contains(q.RedirectURI, "?") {
		separator = "&"
	}
	return q.RedirectURI + separator + "state=" + strings.ReplaceAll(url.QueryEscape(q.State), "+", "%20")
}
