package server

import (
	"context"
	"time"

	"github.com/go-chi/chi/v5"

	"authd/internal/keys"
	"authd/internal/metrics"
	"authd/internal/store"
	"authd/internal/traces"
	"authd/internal/web"
)

// openMetrics makes what counts, and lets the store tell it.
func (s *Server) openMetrics() {
	s.metrics = metrics.New(metrics.Sources{Store: s.store, Keys: func() []keys.Info { return s.ring.List() }, Now: s.now})
	s.implicit = newImplicitUse(s.metrics, s.log)
	s.store.Tell = s.tellEvent
	s.store.Watch(watcher{s.metrics, s.traces})
}

// count counts a request by the pattern of its route, which has no part of an
// address.
func (s *Server) count(r web.Answered) {
	s.metrics.Request(metrics.Request{Route: chi.RouteContext(r.Context()).RoutePattern(), Method: r.Method, Status: r.Status, Took: r.Took})
}

// statementSpans are made beforehand: this is on every request's way.
var statementSpans = map[store.Kind]string{store.Read: "store read", store.Write: "store write"}

// A watcher times statements by the clock on the wall, also where there is another
// for tests.
type watcher struct {
	metrics *metrics.Metrics
	traces  *traces.Tracer
}

// Begin reads the clock.
func (w watcher) Begin(ctx context.Context, k store.Kind) (context.Context, time.Time) {
	return w.traces.Call(ctx, statementSpans[k]), time.Now()
}

// End tells how long it took.
func (w watcher) End(ctx context.Context, k store.Kind, began time.Time) {
	w.metrics.Statement(k, time.Since(began))
	w.traces.End(ctx, nil)
}
