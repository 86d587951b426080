package metrics

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"authd/internal/authd"
	"authd/internal/keys"
	"authd/internal/store"
)

// Store is what is asked of the database each time metrics are read.
type Store interface {
	Counts() store.Counts
	Pools() []store.Pool
	Backlog(ctx context.Context, now time.Time) (authd.Backlog, error)
}

// Sources are asked when metrics are read. All are required.
type Sources struct {
	Store Store
	Keys  func() []keys.Info
	Now   func() time.Time
}

// Metrics are those of one server. The registry is its own, so that two servers in
// one process do not meet.
type Metrics struct {
	registry     *prometheus.Registry
	requests     *prometheus.CounterVec
	durations    *prometheus.HistogramVec
	statements   *prometheus.HistogramVec
	events       *prometheus.CounterVec
	passwordless *prometheus.CounterVec
	sms          *prometheus.CounterVec
	implicit     *prometheus.CounterVec
	implicitLast *prometheus.GaugeVec
	reloaded     prometheus.Gauge
	reloads      prometheus.Gauge
	tokens       issued
}

// New makes metrics that count from zero.
func New(from Sources) *Metrics {
	m := &Metrics{
		registry:     prometheus.NewRegistry(),
		requests:     counter("authd_requests_total", "Requests answered, by route, method and status code.", "route", "method", "code"),
		durations:    histogram("authd_request_duration_seconds", "How long requests took, by route.", "route"),
		statements:   histogram("authd_store_statement_duration_seconds", "How long statements on the database took, by kind.", "kind"),
		events:       counter("authd_audit_events_total", "Events of the audit log written by this instance, by type.", "type"),
		passwordless: counter("authd_passwordless_total", "What became of one-time codes and links, by step and strategy.", "step", "strategy"),
		sms:          counter("authd_sms_codes_total", "Codes sent by text message, and those that logged somebody in, by country.", "step", "country"),
		implicit:     counter("authd_implicit_total", "Answers of /authorize that held a token, by client.", "client"),
		implicitLast: gauges("authd_implicit_last_used_timestamp_seconds", "When /authorize last answered with a token, by client; absent: not since the start.", "client"),
		reloaded:     gauge("authd_config_last_reload_successful", "Whether the configuration that was read last is in force."),
		reloads:      gauge("authd_config_last_reload_success_timestamp_seconds", "When the configuration that is in force was taken over."),
		tokens:       newIssued(),
	}
	m.registry.MustRegister(m.requests, m.durations, m.statements, m.events, m.passwordless, m.sms, m.implicit, m.implicitLast,
		m.reloaded, m.reloads, m.tokens.total, newStanding(from),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.reloaded.Set(1)
	for _, t := range authd.EventTypes() { // so that the first of a kind is a rise
		m.events.WithLabelValues(string(t))
	}
	return m
}

// Handler answers with all of them, in the format Prometheus reads.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
}

// buckets go from a read of SQLite to where a request is broken off.
var buckets = []float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

func histogram(name, help string, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
}
