package server

import (
	"net/http"
	"strconv"

	"authd/internal/oauth"
	"authd/internal/throttle"
	"authd/internal/web"
)

// limited holds each address to limits.token.per_ip, with the headers Auth0
// sends. An answer within the limit has them too. All of them count together, so
// that a secret cannot be guessed at several endpoints in turn.
func (s *Server) limited(next web.HandlerFunc) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		standing := s.secrets.Take(throttle.IPKey(web.ClientIP(r.Context())), s.now())
		if standing.Rate.N > 0 {
			h := w.Header()
			h.Set("X-RateLimit-Limit", strconv.Itoa(standing.Rate.N))
			h.Set("X-RateLimit-Remaining", strconv.Itoa(standing.Remaining))
			h.Set("X-RateLimit-Reset", strconv.FormatInt(standing.FullAt.Unix(), 10))
		}
		if !standing.Allowed {
			seconds := int(standing.RetryAfter.Seconds())
			return oauth.Errorf(oauth.TooManyRequests, "Too many requests: limits.token.per_ip allows %d in %s. Try again in %d s.", standing.Rate.N, standing.Rate.Per, seconds).
				WithStatus(http.StatusTooManyRequests).WithRetryAfter(seconds)
		}
		return next(w, r)
	}
}
