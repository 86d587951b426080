package web

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"authd/internal/oauth"
)

// CORS says which pages of other origins may call an endpoint (Fetch §3.2).
type CORS struct {
	Origins []string // exact origins; "*" alone stands for any
	Methods []string
	Headers []string // request headers beyond the safelisted ones
	// Credentials lets the browser send and keep cookies. Origins must not hold
	// "*" then: a browser would refuse it, and so it should.
	Credentials bool
}

// Wrap answers preflights and marks the answers of next, errors included: a
// script sees nothing of an answer that is not marked.
//
// A form from an origin that is not allowed is refused. Browsers send forms
// anywhere without asking first, so any page could else spend its visitors'
// limits on codes and guesses, unseen.
func (c CORS) Wrap(next http.Handler) http.Handler {
	methods, headers := strings.Join(c.Methods, ", "), strings.Join(c.Headers, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Add("Vary", "Origin")
		allowed := c.mark(h, r.Header.Get("Origin"))
		switch {
		case r.Method == http.MethodOptions:
		case !allowed && sentUnasked(r):
			WriteError(w, errOrigin)
			return
		default:
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

var errOrigin = oauth.Errorf(oauth.InvalidRequest, "Forms from this origin are not accepted: it is not in allowed_origins of any client.").WithStatus(http.StatusForbidden)

// sentUnasked reports whether a page of some origin made its browser send r
// without a preflight (Fetch §2.2.2: a content type that forms have).
func sentUnasked(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return r.Method == http.MethodPost && r.Header.Get("Origin") != "" && kind != "application/json"
}

func (c CORS) mark(h http.Header, origin string) bool {
	switch {
	case origin == "":
		return false
	case slices.Contains(c.Origins, "*"):
		h.Set("Access-Control-Allow-Origin", "*")
	case slices.Contains(c.Origins, origin):
		h.Set("Access-Control-Allow-Origin", origin)
		if c.Credentials {
			h.Set("Access-Control-Allow-Credentials", "true")
		}
	default:
		return false
	}
	h.Set("Access-Control-Expose-Headers", "X-Request-Id, WWW-Authenticate, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset")
	return true
}
