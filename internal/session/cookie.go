package session

import (
	"encoding/base64"
	"net/http"

	"authd/internal/seal"
	"authd/internal/web"
)

// cookieName has the prefix that ties a cookie to this host and to TLS
// (RFC 6265bis §4.1.3.2), which browsers refuse on plain http.
func (s *Sessions) cookieName() string {
	if s.Secure {
		return "__Host-authd"
	}
	return "authd"
}

// setCookie hands value to the browser (SE-01).
func (s *Sessions) setCookie(w http.ResponseWriter, value string) {
	s.sendCookie(w, &http.Cookie{Name: s.cookieName(), Value: value, HttpOnly: true, MaxAge: int(s.Lifetime.Seconds())})
}

// clearCookies takes the cookie away (LO-05), and with it what scripts may read.
func (s *Sessions) clearCookies(w http.ResponseWriter) {
	s.sendCookie(w, &http.Cookie{Name: s.cookieName(), HttpOnly: true, MaxAge: -1})
	s.sendCookie(w, &http.Cookie{Name: s.stateName(), MaxAge: -1})
}

// sendCookie completes c: a browser replaces or drops a cookie only if name, path
// and the rest are those it was set with. The answer is kept out of caches (SE-04).
func (s *Sessions) sendCookie(w http.ResponseWriter, c *http.Cookie) {
	c.Path, c.Secure, c.SameSite = "/", s.Secure, s.sameSite()
	http.SetCookie(w, c)
	web.NoStore(w.Header())
}

// sameSite is None only where silent renewal from another site is wanted, and
// never without Secure: browsers drop such a cookie.
func (s *Sessions) sameSite() http.SameSite {
	if s.CrossSite && s.Secure {
		return http.SameSiteNoneMode
	}
	return http.SameSiteLaxMode
}

// Cookie says what came of the session cookie: "none", "present", or "unusable"
// where there are several or one that was not made here.
func (s *Sessions) Cookie(r *http.Request) string {
	switch {
	case s.cookieHash(r) != nil:
		return "present"
	case len(r.CookiesNamed(s.cookieName())) == 0:
		return "none"
	}
	return "unusable"
}

// cookieHash is the hash of the cookie's value, nil unless the request carries
// exactly one that could have been made here (SE-07). Of two nobody knows which
// is the browser's own.
func (s *Sessions) cookieHash(r *http.Request) []byte {
	cookies := r.CookiesNamed(s.cookieName())
	if len(cookies) != 1 || !wellFormed(cookies[0].Value) {
		return nil
	}
	return s.Hash(purposeCookie, cookies[0].Value)
}

func wellFormed(value string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(value)
	return err == nil && len(raw) == seal.KeySize
}
