package authorize

import (
	"net/http"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// An unheard is an error that the target was not told yet.
type unheard struct {
	target Target
	err    *oauth.Error
	now    time.Time
}

// fail tells the target, or the person where the error must not lead there.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, u unheard) error {
	stays, err := h.staysHere(w, r, u)
	switch {
	case err != nil:
		return err
	case stays:
		return u.err
	}
	return respond(w, r, u.target, failure(u.err))
}

// silent are the answers to prompt=none, which OIDC Core §3.1.2.1 wants returned.
var silent = []string{oauth.LoginRequired, oauth.ConsentRequired, oauth.InteractionRequired}

// staysHere reports whether an error is for a page and not for its target. Nobody
// vouches for where a client leads people that registered itself: whoever makes a
// link with a mistake in it could else lead anybody there, under this server's name
// and before anyone has logged in (RFC 9700 §4.11.2, security row AZ-20). What is
// posted to a window leads nowhere.
func (h *Handler) staysHere(w http.ResponseWriter, r *http.Request, u unheard) (bool, error) {
	if !u.target.Client.Registered || u.target.Mode == oauth.ModeWebMessage || slices.Contains(silent, u.err.Code) {
		return false, nil
	}
	s, err := h.Session(w, r, authd.AuthRequest{}, u.now)
	return s == nil, err
}
