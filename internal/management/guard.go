package management

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"authd/internal/authd"
	"authd/internal/throttle"
	"authd/internal/web"
)

// guarded lets only requests with the token through (security row AD-01). Who
// guesses is refused for a while, which keeps the log short; who has the token
// never is: it is too long to be guessed, and a program gone wrong on the same
// machine must not lock the others out.
func (h *Handler) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := bearer(r)
		if same(given, h.Token) {
			next.ServeHTTP(w, r.WithContext(authd.By(r.Context(), authd.ActorAdmin)))
			return
		}
		if s := h.Guesses.Take(throttle.IPKey(web.ClientIP(r.Context())), h.Now()); !s.Allowed {
			h.refuse(w, r, problem{
				Status: http.StatusTooManyRequests, Message: "Too many requests with a wrong token.",
				Code: "too_many_requests", retryAfter: int(s.RetryAfter.Seconds()),
			})
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="authd"`)
		h.refuse(w, r, unauthorized(given))
	})
}

// unauthorized has Auth0's words where there are some.
func unauthorized(given string) problem {
	message := "Invalid token"
	if given == "" {
		message = "Missing authentication: send the header Authorization: Bearer, a space, and what admin.token says."
	}
	return problem{Status: http.StatusUnauthorized, Message: message}
}

// bearer is the token of a request, in its one header (RFC 6750 §2.1); empty where
// there is none.
func bearer(r *http.Request) string {
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return ""
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// same compares in constant time, whatever the lengths. Without a token in the
// configuration nothing is the same.
func same(given, token string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(token))
	return token != "" && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
