package server

import (
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"authd/internal/authd"
	"authd/internal/metrics"
	"authd/internal/oauth"
)

// implicitUse tells the operator which clients are still given tokens in the
// front channel, and when last (security row IM-06). Whoever moves an application
// to codes sees here when nobody uses the old way any more.
type implicitUse struct {
	metrics *metrics.Metrics
	log     *slog.Logger

	mu     sync.Mutex
	warned map[string]time.Time // by client_id, as many as are configured
}

// remindEvery is how often one client is worth a warning.
const remindEvery = time.Hour

func newImplicitUse(m *metrics.Metrics, log *slog.Logger) *implicitUse {
	return &implicitUse{metrics: m, log: log, warned: map[string]time.Time{}}
}

// announce lists the clients that may be given tokens in the front channel. Their
// counters begin at 0, so that an unused one can be told from a missing one.
func (u *implicitUse) announce(clients map[string]authd.Client) {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(clients)) {
		if clients[id].Allows(oauth.GrantImplicit) {
			ids = append(ids, id)
			u.metrics.ImplicitClient(id)
		}
	}
	if len(ids) > 0 {
		u.log.Info("clients with grant type implicit: tokens travel in addresses", "client_ids", strings.Join(ids, " "))
	}
}

// note is told of every answer with a token. clientID is a configured client's.
func (u *implicitUse) note(clientID string, now time.Time) {
	u.metrics.Implicit(clientID, now)
	if u.warnsAt(clientID, now) {
		u.log.Warn("implicit flow used", "client_id", clientID, "instead", "authd client migrate-pkce "+clientID)
	}
}

func (u *implicitUse) warnsAt(clientID string, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if before, warned := u.warned[clientID]; warned && now.Sub(before) < remindEvery {
		return false
	}
	u.warned[clientID] = now
	return true
}
