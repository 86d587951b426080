package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// A HandlerFunc answers a request or returns why it could not. An error that is
// no *oauth.Error is answered as server_error and only logged in full.
type HandlerFunc = func(w http.ResponseWriter, r *http.Request) error

// An Edge turns the errors of handlers into answers: JSON for programs, a page
// for people.
type Edge struct {
	Log       *slog.Logger
	ErrorPage func(w http.ResponseWriter, r *http.Request, err *oauth.Error)
}

// API adapts a handler whose errors are read by programs (RFC 6749 §5.2).
func (e Edge) API(h HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			WriteError(w, e.classify(r, err))
		}
	}
}

// Page adapts a handler whose errors are read by people.
func (e Edge) Page(h HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			answer := e.classify(r, err)
			sayWhen(w.Header(), answer)
			e.ErrorPage(w, r, answer)
		}
	}
}

func (e Edge) classify(r *http.Request, err error) *oauth.Error {
	answer := Public(err)
	level := Level(answer)
	if r.Context().Err() == context.Canceled {
		level = slog.LevelInfo // the client went away: there is nobody left to fail
	}
	e.Log.Log(r.Context(), level, "request refused",
		"request_id", RequestID(r.Context()), "path", r.URL.Path, "status", answer.HTTPStatus(), "error", err)
	return answer
}

// Level is how loud err is logged: what a client did wrong is the day's work, the
// server's own failure is not.
func Level(err *oauth.Error) slog.Level {
	if err.HTTPStatus() >= http.StatusInternalServerError {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// retryAfter is when to ask a server again whose database is out, in seconds: it
// goes on by itself as soon as the database answers.
const retryAfter = 5

// Public is the error a client may see for err: itself if it is an
// *oauth.Error, temporarily_unavailable for an outage of the database, else
// server_error; with err as the hidden cause.
func Public(err error) *oauth.Error {
	var known *oauth.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, authd.ErrUnavailable):
		return oauth.Errorf(oauth.TemporarilyUnavailable, "The server cannot reach what it keeps just now. Nothing is lost: try again in a moment.").
			WithStatus(http.StatusServiceUnavailable).WithRetryAfter(retryAfter).WithCause(err)
	}
	return oauth.Internal(err)
}

// WriteError answers with err as JSON.
func WriteError(w http.ResponseWriter, err *oauth.Error) {
	sayWhen(w.Header(), err)
	WriteJSON(w, err.HTTPStatus(), errorBody{err.Code, err.Description})
}

func sayWhen(h http.Header, err *oauth.Error) {
	if err.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(err.RetryAfter))
	}
}

type errorBody struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

// WriteJSON answers with v as JSON that nobody may cache. v must be a value
// encoding/json can write.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // a programming error: every caller passes a plain value
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	NoStore(w.Header())
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client is gone; there is nobody to tell
}

// NoStore forbids caches to keep the answer (RFC 6749 §5.1).
func NoStore(h http.Header) {
	h.Set("Cache-Control", "no-store, private")
	h.Set("Pragma", "no-cache")
}
