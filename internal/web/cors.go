package web

import (
	"net/http"
	"slices"
	"strings"
)

// CORS says which pages of other origins may call an endpoint (Fetch §3.2).
type CORS struct {
	Origins []string // exact origins; "*" alone stands for any
	Methods []string
	Headers []string // request headers beyond the safelisted ones
}

// Wrap answers preflights and marks the answers of next, errors included: a
// script sees nothing of an answer that is not marked. Credentials are never
// allowed.
func (c CORS) Wrap(next http.Handler) http.Handler {
	methods, headers := strings.Join(c.Methods, ", "), strings.Join(c.Headers, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Add("Vary", "Origin")
		allowed := c.mark(h, r.Header.Get("Origin"))
		if r.Method != http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		if allowed {
			h.Set("Access-Control-Allow-Methods", methods)
			h.Set("Access-Control-Allow-Headers", headers)
			h.Set("Access-Control-Max-Age", "600")
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func (c CORS) mark(h http.Header, origin string) bool {
	switch {
	case origin == "":
		return false
	case slices.Contains(c.Origins, "*"):
		h.Set("Access-Control-Allow-Origin", "*")
	case slices.Contains(c.Origins, origin):
		h.Set("Access-Control-Allow-Origin", origin)
	default:
		return false
	}
	h.Set("Access-Control-Expose-Headers", "X-Request-Id, WWW-Authenticate, Retry-After")
	return true
}
