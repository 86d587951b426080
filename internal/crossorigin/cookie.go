package crossorigin

import (
	"net/http"

	"authd/internal/seal"
)

const cookieLength = 43 // of seal.Token

// cookieName has the prefix that ties a cookie to this host and to TLS
// (RFC 6265bis §4.1.3.2), which browsers refuse on plain http.
func (h *Handler) cookieName() string {
	if h.Secure {
		return "__Host-authd_co"
	}
	return "authd_co"
}

// cookie is the value the browser has, or "".
func (h *Handler) cookie(r *http.Request) string {
	c, err := r.Cookie(h.cookieName())
	if err != nil || len(c.Value) != cookieLength {
		return ""
	}
	return c.Value
}

// setCookie returns the value of the browser's cookie, which is new unless it
// has one: two tabs that log in at once must not take it from each other. It has
// to come from a page of another site, hence SameSite=None.
func (h *Handler) setCookie(w http.ResponseWriter, r *http.Request) string {
	value := h.cookie(r)
	if value == "" {
		value = seal.Token()
	}
	site := http.SameSiteLaxMode
	if h.Secure {
		site = http.SameSiteNoneMode
	}
	http.SetCookie(w, &http.Cookie{
		Name: h.cookieName(), Value: value, Path: "/", MaxAge: int(ticketLifetime.Seconds()),
		HttpOnly: true, Secure: h.Secure, SameSite: site,
	})
	return value
}
