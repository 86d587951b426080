package management

import (
	"net/http"

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
		given := web.Bearer(r)
		if web.SameSecret(given, h.Token) {
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
