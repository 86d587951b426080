package server

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"authd/internal/authd"
	"authd/internal/outbound"
	"authd/internal/traces"
	"authd/internal/web"
)

// openTraces makes what follows requests, where the environment asks for it.
func (s *Server) openTraces() error {
	if s.options.Environment == nil {
		return nil
	}
	t, err := traces.Open(s.options.Environment, s.log)
	s.traces = t
	return err
}

// closeTimeout is how long the end waits for a collector.
const closeTimeout = 5 * time.Second

func (s *Server) closeTraces() {
	ctx, done := context.WithTimeout(context.Background(), closeTimeout)
	defer done()
	if err := s.traces.Close(ctx); err != nil {
		s.log.Warn("sending the last traces", "error", err)
	}
}

// watch tells of each request: the log, the metrics, and traces where there are
// any.
func (s *Server) watch(next http.Handler) http.Handler {
	log := web.Log(s.log)
	if s.traces == nil {
		return web.Watch(s.now, log, s.count)(next)
	}
	watched := web.Watch(s.now, log, s.count, s.endTrace)(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { watched.ServeHTTP(w, s.traces.Request(r)) })
}

func (s *Server) endTrace(r web.Answered) {
	s.traces.Answered(r.Context(), traces.Ending{
		Route: chi.RouteContext(r.Context()).RoutePattern(), Status: r.Status, ClientID: clientOf(r.Request, s.config.Directory.Clients),
	})
}

// clientOf is the client a request names in its address, if there is one of that
// name: anything else is text of the sender's own.
func clientOf(r *http.Request, clients map[string]authd.Client) string {
	return clients[r.URL.Query().Get("client_id")].ID
}

// A fetcher is a guard whose requests are followed.
type fetcher struct {
	outbound.Guard
	traces *traces.Tracer
}

// Get fetches a document.
func (f fetcher) Get(ctx context.Context, address string) (outbound.Document, error) {
	ctx = f.traces.Call(ctx, "fetch keys of a client")
	d, err := f.Guard.Get(ctx, address)
	f.traces.End(ctx, err)
	return d, err
}

// Post posts a form.
func (f fetcher) Post(ctx context.Context, address string, form url.Values) error {
	ctx = f.traces.Call(ctx, "tell a client of a logout")
	err := f.Guard.Post(ctx, address, form)
	f.traces.End(ctx, err)
	return err
}
