package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"authd/internal/keys"
)

// askTime is how long reading metrics waits for the database.
const askTime = 2 * time.Second

// standing is what is not counted but looked at when metrics are read.
type standing struct {
	from                         Sources
	statements, used, idle, wait *prometheus.Desc
	waiting, oldest, up, keys    *prometheus.Desc
}

func newStanding(from Sources) *standing {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return &standing{
		from:       from,
		statements: desc("authd_store_statements_total", "Statements run on the database.", "kind"),
		used:       desc("authd_store_connections_in_use", "Connections that run something now.", "pool"),
		idle:       desc("authd_store_connections_idle", "Open connections that run nothing now.", "pool"),
		wait:       desc("authd_store_connection_wait_seconds_total", "How long statements waited for a connection, all in all.", "pool"),
		waiting:    desc("authd_outbox_messages", "Mails and text messages that wait to be sent."),
		oldest:     desc("authd_outbox_oldest_age_seconds", "How long the oldest of them has been waiting; 0 where none is."),
		up:         desc("authd_store_up", "Whether the database answered when these metrics were read."),
		keys:       desc("authd_signing_key_since_timestamp_seconds", "Since when the latest key of a state has it, by algorithm and state.", "alg", "state"),
	}
}

// Describe names what Collect gives.
func (s *standing) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.statements, s.used, s.idle, s.wait, s.waiting, s.oldest, s.up, s.keys} {
		to <- d
	}
}

// Collect looks.
func (s *standing) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	total := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, value, labels...)
	}
	counts := s.from.Store.Counts()
	total(s.statements, float64(counts.Reads), "read")
	total(s.statements, float64(counts.Writes), "write")
	for _, p := range s.from.Store.Pools() {
		gauge(s.used, float64(p.InUse), p.Name)
		gauge(s.idle, float64(p.Idle), p.Name)
		total(s.wait, p.Waited.Seconds(), p.Name)
	}
	for which, since := range latest(s.from.Keys()) {
		gauge(s.keys, float64(since.Unix()), which[0], which[1])
	}
	s.outbox(gauge)
}

// outbox says nothing of the outbox where the database does not answer.
func (s *standing) outbox(gauge func(*prometheus.Desc, float64, ...string)) {
	ctx, done := context.WithTimeout(context.Background(), askTime)
	defer done()
	now := s.from.Now()
	b, err := s.from.Store.Backlog(ctx, now)
	if err != nil {
		gauge(s.up, 0)
		return
	}
	gauge(s.up, 1)
	gauge(s.waiting, float64(b.Waiting))
	age := 0.0
	if b.Waiting > 0 {
		age = max(0, now.Sub(b.Oldest).Seconds())
	}
	gauge(s.oldest, age)
}

// latest is since when the latest key of each algorithm and state has that state.
func latest(list []keys.Info) map[[2]string]time.Time {
	since := map[[2]string]time.Time{}
	for _, k := range list {
		which, at := [2]string{k.Alg, string(k.State)}, k.PublishedAt
		switch k.State {
		case keys.Current:
			at = k.SignsSince
		case keys.Previous:
			at = k.RetiredAt
		case keys.Next:
		}
		if at.After(since[which]) {
			since[which] = at
		}
	}
	return since
}
