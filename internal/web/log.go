package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"authd/internal/oauth"
)

// An Answered request is one that is over.
type Answered struct {
	*http.Request
	Status int
	Took   time.Duration
}

// Watch tells of each request, once it was answered.
func Watch(now func() time.Time, tell ...func(Answered)) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start, seen := now(), &statusWriter{ResponseWriter: w, status: http.StatusOK}
			next.ServeHTTP(seen, r)
			answered := Answered{r, seen.status, now().Sub(start)}
			for _, tell := range tell {
				tell(answered)
			}
		})
	}
}

// Log writes one line a request, without its query, body and headers: they hold
// codes and tokens.
func Log(log *slog.Logger) func(Answered) {
	return func(r Answered) {
		log.LogAttrs(r.Context(), slog.LevelInfo, "request",
			slog.String("request_id", RequestID(r.Context())), slog.String("method", r.Method), slog.String("path", r.URL.Path),
			slog.Int("status", r.Status), slog.Duration("took", r.Took), slog.String("client_ip", ClientIP(r.Context()).String()))
	}
}

// Recover turns a panic into status 500 and one log line; the process lives on.
func Recover(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				cause := recover()
				if cause == nil {
					return
				}
				if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(cause) // net/http's own way to cut a connection
				}
				log.Error("panic", "request_id", RequestID(r.Context()), "path", r.URL.Path, "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
				WriteError(w, oauth.Internal(nil))
			}()
			next.ServeHTTP(w, r)
		})
	}
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
