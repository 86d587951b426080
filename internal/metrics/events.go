package metrics

import (
	"net/http"
	"strconv"
	"time"

	"authd/internal/authd"
	"authd/internal/passwordless"
	"authd/internal/store"
)

// A Request is one that was answered. Route is its pattern, never its path; empty
// where there is none.
type Request struct {
	Route, Method string
	Status        int
	Took          time.Duration
}

// Request counts r.
func (m *Metrics) Request(r Request) {
	if r.Route == "" {
		r.Route = "none"
	}
	m.requests.WithLabelValues(r.Route, method(r.Method), strconv.Itoa(r.Status)).Inc()
	m.durations.WithLabelValues(r.Route).Observe(r.Took.Seconds())
}

// method is "other" for what a client made up.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return name
	}
	return "other"
}

// Statement notes how long one on the database took.
func (m *Metrics) Statement(kind store.Kind, took time.Duration) {
	m.statements.WithLabelValues(string(kind)).Observe(took.Seconds())
}

// Event counts an entry of the audit log.
func (m *Metrics) Event(e authd.Event) { m.events.WithLabelValues(string(e.Type)).Inc() }

// Passwordless counts a step of a login by code or link.
func (m *Metrics) Passwordless(step passwordless.Step, strategy string) {
	m.passwordless.WithLabelValues(string(step), strategy).Inc()
}

// SMS is for the alert on text messages that nobody wanted (security row PL-27).
// The countries are those of delivery.sms.countries.
func (m *Metrics) SMS(step passwordless.SMSStep, country string) {
	m.sms.WithLabelValues(string(step), country).Inc()
}

// ImplicitClient makes a client's counter begin at 0, so that an unused one can be
// told from a missing one.
func (m *Metrics) ImplicitClient(id string) { m.implicit.WithLabelValues(id) }

// Implicit counts an answer with a token to a configured client.
func (m *Metrics) Implicit(clientID string, now time.Time) {
	m.implicit.WithLabelValues(clientID).Inc()
	m.implicitLast.WithLabelValues(clientID).Set(float64(now.Unix()))
}

// Reloaded says that the configuration that was read is in force since now.
func (m *Metrics) Reloaded(now time.Time) { m.reloads.Set(float64(now.Unix())) }

// ReloadTried says how reading the configuration again ended.
func (m *Metrics) ReloadTried(err error) {
	m.reloaded.Set(0)
	if err == nil {
		m.reloaded.Set(1)
	}
}
