package keys

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"authd/internal/authd"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

var errDown = errors.New("database is down")

// memoryStore is a Store in memory whose swap compares as a database does.
type memoryStore struct {
	sync.Mutex
	version   int64
	sealed    string
	down      bool
	events    []authd.Event
	loseReply bool // a swap is done, and its answer never arrives
}

func (m *memoryStore) LoadKeys(context.Context) (int64, string, error) {
	m.Lock()
	defer m.Unlock()
	if m.down {
		return 0, "", errDown
	}
	return m.version, m.sealed, nil
}

func (m *memoryStore) SwapKeys(_ context.Context, old int64, sealed string, e authd.Event) error {
	m.Lock()
	defer m.Unlock()
	switch {
	case m.down:
		return errDown
	case old != m.version:
		return authd.ErrConflict
	}
	m.version, m.sealed = m.version+1, sealed
	m.events = append(m.events, e)
	if m.loseReply {
		return errDown
	}
	return nil
}

func options() Options {
	return Options{
		Secret: []byte("a secret of at least 32 characters"), Log: slog.New(slog.DiscardHandler),
		RotateEvery: 90 * 24 * time.Hour, PublishAhead: 24 * time.Hour, Retain: 25 * time.Hour,
	}
}

// quickly makes keys as generate does, but RSA keys of half the size: they are
// made ten times as fast, and no test here depends on their strength.
func quickly(alg string) ([]byte, error) {
	if alg != "RS256" && alg != "PS256" {
		return generate(alg)
	}
	private, err := rsa.GenerateKey(rand.Reader, rsaBits/2)
	return encodePrivate(private, err)
}

func newRing(s Store, o Options) *Ring {
	r := &Ring{store: s, generate: quickly}
	r.options.Store(&o)
	return r
}

func open(t *testing.T, s Store, o Options, now time.Time) *Ring {
	t.Helper()
	r := newRing(s, o)
	if err := r.start(t.Context(), now); err != nil {
		t.Fatalf("open the ring: %v", err)
	}
	return r
}

func tick(t *testing.T, r *Ring, now time.Time) {
	t.Helper()
	if err := r.Tick(t.Context(), now); err != nil {
		t.Fatalf("tick at %v: %v", now, err)
	}
}

// kid returns the key id of alg's key in a state, "" if there is none.
func kid(r *Ring, alg string, state State) string {
	for _, k := range r.List() {
		if k.Alg == alg && k.State == state {
			return k.KID
		}
	}
	return ""
}
