package web

import (
	"context"
	"net/http"
	"time"
)

// Deadline gives each request a time by which what it waits for, a database above
// all, has answered or is given up. Whoever asks again then finds a server that is
// not full of those who wait.
func Deadline(after time.Duration) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, done := context.WithTimeout(r.Context(), after)
			defer done()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}
