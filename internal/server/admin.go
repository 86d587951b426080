package server

import (
	"net/http"
	"strconv"
)

// admin is the handler of server.admin_listen: metrics, health and the management
// API, for machines on the same host. It is never reachable from the public
// listener.
func (s *Server) admin() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metrics.Handler())
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK) })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		if api := s.current.Load().management; api != nil {
			api.ServeHTTP(w, r)
			return
		}
		answer(w, http.StatusNotFound)
	})
	return mux
}

// ready says whether a login could succeed now: the database takes writes, and the
// server is not about to stop.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		answer(w, http.StatusServiceUnavailable)
		return
	}
	if err := s.store.Ping(r.Context()); err != nil {
		s.log.Error("not ready", "error", err)
		answer(w, http.StatusServiceUnavailable)
		return
	}
	answer(w, http.StatusOK)
}

func answer(w http.ResponseWriter, status int) {
	http.Error(w, strconv.Itoa(status)+" "+http.StatusText(status), status)
}
