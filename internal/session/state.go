package session

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"authd/internal/authd"
	"authd/internal/seal"
	"authd/internal/web"
)

const purposeState seal.Purpose = "browser state"

// stateName is the name of the cookie that the frame for session management reads
// by script. It is no credential: knowing it logs nobody in.
func (s *Sessions) stateName() string { return s.cookieName() + "_state" }

// browserState stands for session sid where scripts can read it (OpenID Connect
// Session Management §4.2). Nothing of the session can be computed from it.
func (s *Sessions) browserState(sid string) string {
	return base64.RawURLEncoding.EncodeToString(s.Hash(purposeState, sid))
}

// showState hands the state of session sid to the browser, unless r brought it.
func (s *Sessions) showState(w http.ResponseWriter, r *http.Request, sid string) {
	state := s.browserState(sid)
	if held := r.CookiesNamed(s.stateName()); len(held) != 1 || held[0].Value != state {
		s.sendCookie(w, &http.Cookie{Name: s.stateName(), Value: state, MaxAge: int(s.Lifetime.Seconds())})
	}
}

// State is session_state for a client's page at origin (Session Management §3):
// as long as the frame on that page, and on no other, computes the same, the
// session is there. It is "" where browsers keep the cookie from the frame, so
// that no page takes that for a logout.
func (s *Sessions) State(clientID, origin string, of *authd.Session) string {
	if !s.CrossSite && !web.SameSite(address(s.Issuer), address(origin)) {
		return ""
	}
	salt := rand.Text()
	sum := sha256.Sum256([]byte(strings.Join([]string{clientID, origin, s.browserState(of.SID), salt}, " ")))
	return hex.EncodeToString(sum[:]) + "." + salt
}

func address(raw string) *url.URL {
	u, err := url.Parse(raw)
	if err != nil {
		return &url.URL{}
	}
	return u
}
