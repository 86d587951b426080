package metrics

import (
	"regexp"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"authd/internal/tokens"
)

// issued counts tokens. What a setting is called without the names in it is worked
// out once for each, since this is on every request's way.
type issued struct {
	total *prometheus.CounterVec
	mu    *sync.RWMutex
	known map[issue]prometheus.Counter // as many as settings are configured
}

// An issue is what one counter counts.
type issue struct {
	kind    string
	channel tokens.Channel
	path    string // of the deciding setting, as in the configuration
}

func newIssued() issued {
	return issued{
		total: counter("authd_tokens_issued_total", "Tokens issued, by kind, channel and the setting that decided their lifetime.", "kind", "channel", "setting"),
		mu:    new(sync.RWMutex), known: map[issue]prometheus.Counter{},
	}
}

// Tokens counts what was issued under p.
func (m *Metrics) Tokens(p tokens.Plan) {
	if a := p.Access; a != nil {
		kind := "access_jwt"
		if a.Format.Value == tokens.Opaque {
			kind = "access_opaque"
		}
		m.tokens.count(issue{kind, p.Channel, a.Lifetime.By.Path})
	}
	if p.ID != nil {
		m.tokens.count(issue{"id", p.Channel, p.ID.Lifetime.By.Path})
	}
	if p.Refresh != nil && p.Channel == tokens.Back { // /authorize only promises one
		m.tokens.count(issue{"refresh", p.Channel, p.Refresh.Lifetime.By.Path})
	}
}

func (i issued) count(what issue) {
	i.mu.RLock()
	c := i.known[what]
	i.mu.RUnlock()
	if c == nil {
		c = i.add(what)
	}
	c.Inc()
}

func (i issued) add(what issue) prometheus.Counter {
	channel, _ := what.channel.MarshalText() // never errs
	c := i.total.WithLabelValues(what.kind, string(channel), unnamed(what.path))
	i.mu.Lock()
	defer i.mu.Unlock()
	i.known[what] = c
	return c
}

var name = regexp.MustCompile(`\[.*?\](\.|$)`)

// unnamed is the path of a setting without the client or API in it:
// apis[].token_lifetime.
func unnamed(path string) string { return name.ReplaceAllString(path, "[]$1") }
