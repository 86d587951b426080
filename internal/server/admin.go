package server

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"authd/internal/passwordless"
	"authd/internal/store"
)

// metrics are what the admin listener tells about the server. The registry is
// its own, so that two servers in one process do not meet.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	sms      *prometheus.CounterVec
	reloaded prometheus.Gauge // 1: the configuration that was read last is in force
	reloads  prometheus.Gauge // when that came into force
}

func newMetrics(db *store.DB) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "authd_requests_total", Help: "Requests answered, by method and status code."}, []string{"method", "code"}),
		sms:      prometheus.NewCounterVec(prometheus.CounterOpts{Name: "authd_sms_codes_total", Help: "Codes sent by text message, and those that logged somebody in, by country."}, []string{"step", "country"}),
		reloaded: prometheus.NewGauge(prometheus.GaugeOpts{Name: "authd_config_last_reload_successful", Help: "Whether the configuration that was read last is in force."}),
		reloads:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "authd_config_last_reload_success_timestamp_seconds", Help: "When the configuration that is in force was taken over."}),
	}
	m.reloaded.Set(1)
	statements := func(kind string, read func(store.Counts) int64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "authd_store_statements_total", Help: "Statements run on the database.", ConstLabels: prometheus.Labels{"kind": kind},
		}, func() float64 { return float64(read(db.Counts())) })
	}
	m.registry.MustRegister(m.requests, m.sms, m.reloaded, m.reloads, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		statements("read", func(c store.Counts) int64 { return c.Reads }),
		statements("write", func(c store.Counts) int64 { return c.Writes }))
	return m
}

// count is the middleware behind authd_requests_total.
func (m *metrics) count(next http.Handler) http.Handler {
	return promhttp.InstrumentHandlerCounter(m.requests.MustCurryWith(nil), next)
}

// countSMS is for the alert on text messages that nobody wanted (security row
// PL-27). The countries are those of delivery.sms.countries.
func (m *metrics) countSMS(step passwordless.SMSStep, country string) {
	m.sms.WithLabelValues(string(step), country).Inc()
}

// admin is the handler of server.admin_listen: metrics, health and the management
// API, for machines on the same host. It is never reachable from the public
// listener.
func (s *Server) admin() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
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
