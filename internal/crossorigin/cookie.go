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

// checkName is the cookie of a browser that was shown the verification page.
func (h *Handler) checkName() string { return h.cookieName() + "_check" }

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
	http.SetCookie(w, h.newCookie(h.cookieName(), value))
	return value
}

func (h *Handler) newCookie(name, value string) *http.Cookie {
	site := http.SameSiteLaxMode
	if h.Secure {
		site = http.SameSiteNoneMode
	}
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(ticketLifetime.Seconds()),
		HttpOnly: true, Secure: h.Secure, SameSite: site,
	}
}
