package management

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/people"
	"authd/internal/throttle"
	"authd/internal/web"
)

// Reader finds people; authd.ErrNotFound where there is nobody.
type Reader interface {
	User(ctx context.Context, id string) (authd.User, error)
	FindUser(ctx context.Context, connection, identifier string) (authd.User, error)
	ListUsers(ctx context.Context, after string, limit int) ([]authd.User, error)
}

// Writer changes who is kept; see the deeds of package store.
type Writer interface {
	CreateUser(ctx context.Context, u authd.User) error
	UpdateUser(ctx context.Context, before, u authd.User) error
	DeleteUser(ctx context.Context, id string, now time.Time) error
}

// Handler serves the API. All fields are required.
type Handler struct {
	Token     string           // what callers must bring
	Guesses   *throttle.Local  // wrong ones
	Directory people.Directory // connections there are
	Read      Reader
	Write     Writer
	NewID     func() string // the part of a user_id after its bar
	Now       func() time.Time
	Log       *slog.Logger
}

// A route is one operation. Path is as net/http has it, and as OpenAPI does.
type route struct {
	method, path string
	serve        web.HandlerFunc
}

// routes is the whole surface. All of it needs the token.
func (h *Handler) routes() []route {
	return []route{
		{http.MethodGet, "/api/v2/users", h.list},
		{http.MethodPost, "/api/v2/users", h.create},
		{http.MethodGet, "/api/v2/users/{id}", h.get},
		{http.MethodPatch, "/api/v2/users/{id}", h.change},
		{http.MethodDelete, "/api/v2/users/{id}", h.remove},
		{http.MethodGet, "/api/v2/users-by-email", h.byEmail},
		{http.MethodGet, "/api/v2/openapi.json", document},
	}
}

// Handler is the API, below /api/. Whoever has no token learns nothing, not even
// which paths there are.
func (h *Handler) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range h.routes() {
		mux.Handle(r.method+" "+r.path, h.answer(r.serve))
	}
	mux.Handle("/", h.answer(func(w http.ResponseWriter, r *http.Request) error {
		return problem{Status: http.StatusNotFound, Message: "There is no " + r.Method + " at this path; /api/v2/openapi.json lists what there is."}
	}))
	return h.guarded(mux)
}

// answer turns the errors of next into Auth0's.
func (h *Handler) answer(next web.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := next(w, r); err != nil {
			h.refuse(w, r, err)
		}
	})
}
