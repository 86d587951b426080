package keys

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"authd/internal/authd"
)

// A Store keeps the sealed ring. Version 0 means that none is kept yet.
type Store interface {
	// LoadKeys returns the ring last swapped in.
	LoadKeys(ctx context.Context) (version int64, sealed string, err error)
	// SwapKeys puts sealed in the place of version old, as version old+1, and notes
	// e in the audit log. It
	// returns authd.ErrConflict when the kept version is not old.
	SwapKeys(ctx context.Context, old int64, sealed string, e authd.Event) error
}

// Options say how a ring behaves.
type Options struct {
	Secret       []byte        // seals the ring at rest; see LoadSecret
	Algs         []string      // signing algorithms in use; RS256 is always among them
	RotateEvery  time.Duration // age at which a current key is replaced
	PublishAhead time.Duration // how long a key is published before it signs
	Retain       time.Duration // how long a key is kept after it stopped; at least the longest token lifetime
	Log          *slog.Logger
}

// algs lists what the ring must hold keys for.
func (o Options) algs() []string {
	algs := []string{"RS256"} // OIDC Core §15.1: every provider signs with it
	for _, alg := range append(slices.Clone(o.Algs), algSealing) {
		if !slices.Contains(algs, alg) {
			algs = append(algs, alg)
		}
	}
	return algs
}

// A Ring hands out keys. All its methods may be called at once; those that take
// no context read memory only and never wait.
type Ring struct {
	store    Store
	options  atomic.Pointer[Options]
	generate func(alg string) ([]byte, error)
	changing sync.Mutex // one change at a time in this process
	held     atomic.Pointer[snapshot]
}

// Open loads the ring from s, and makes it or adds keys for new algorithms where
// they are missing. Instances that start together end up with the same ring.
//
// It fails, and changes nothing, when the kept ring does not open with o.Secret.
func Open(ctx context.Context, s Store, o Options, now time.Time) (*Ring, error) {
	r := &Ring{store: s, generate: generate}
	r.options.Store(&o)
	if err := r.start(ctx, now); err != nil {
		return nil, err
	}
	return r, nil
}

// Change lets the ring behave as o says from now on, and adds keys for algorithms
// it had none for. The secret stays what it was, and keys are never kept shorter
// than before: tokens they signed may still be out. When it fails the ring goes
// on as it did.
func (r *Ring) Change(ctx context.Context, o Options, now time.Time) error {
	before := r.options.Load()
	o.Secret, o.Retain = before.Secret, max(o.Retain, before.Retain)
	r.options.Store(&o)
	if err := r.change(ctx, now, r.plan(now).ensure); err != nil {
		r.options.Store(before)
		return err
	}
	return nil
}

func (r *Ring) start(ctx context.Context, now time.Time) error {
	r.held.Store(&snapshot{})
	return r.change(ctx, now, r.plan(now).ensure)
}

// Tick is to be called every few seconds. It takes over what another instance
// changed, rotates each algorithm whose current key is older than RotateEvery and
// whose next key has been published for PublishAhead, and drops previous keys
// after Retain. When it fails the ring goes on with the keys it has.
func (r *Ring) Tick(ctx context.Context, now time.Time) error {
	return r.change(ctx, now, r.plan(now).tick)
}

// Rotate lets the next keys sign from now on, however young the current ones
// are. It returns a *TooSoonError, and rotates nothing, while a next key has not
// been published for PublishAhead.
func (r *Ring) Rotate(ctx context.Context, now time.Time) error {
	return r.change(ctx, now, r.plan(now).rotate)
}

// Replace throws all signing and sealing keys away and makes new ones: for keys
// that have leaked. Access and ID tokens and logins under way are worth nothing
// from then on; sessions, refresh tokens and users stay. Other instances follow at their next Tick.
func (r *Ring) Replace(ctx context.Context, now time.Time) error {
	return r.change(ctx, now, r.plan(now).replace)
}

func (r *Ring) plan(now time.Time) plan {
	return plan{Options: *r.options.Load(), generate: r.generate, now: now.Round(0).UTC()}
}

// maxConflicts bounds how often a change starts over. Each conflict means that
// another instance got its own change through, mostly the very same one.
const maxConflicts = 10

func (r *Ring) change(ctx context.Context, now time.Time, decide func(document) (document, error)) error {
	r.changing.Lock()
	defer r.changing.Unlock()
	for range maxConflicts {
		if err := r.tryChange(ctx, now, decide); !errors.Is(err, authd.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("other instances changed the ring %d times in a row", maxConflicts)
}

func (r *Ring) tryChange(ctx context.Context, now time.Time, decide func(document) (document, error)) error {
	if err := r.reload(ctx); err != nil {
		return err
	}
	held := r.held.Load()
	doc, err := decide(held.doc)
	if err != nil || doc.equal(held.doc) {
		return err
	}
	fresh, err := newSnapshot(held.version+1, doc)
	if err != nil {
		return err
	}
	e := authd.Event{Type: authd.EventKeysChanged, At: now, Detail: changed(held.list, fresh.list)}
	if err := r.store.SwapKeys(ctx, held.version, doc.seal(r.options.Load().Secret), e); err != nil {
		return fmt.Errorf("keep the changed ring: %w", err)
	}
	r.adopt(fresh)
	return nil
}

// reload takes over the kept ring if it is not the held one.
func (r *Ring) reload(ctx context.Context) error {
	version, sealed, err := r.store.LoadKeys(ctx)
	held := r.held.Load()
	switch {
	case err != nil:
		return fmt.Errorf("load the ring: %w", err)
	case version == held.version:
		return nil
	case version == 0:
		return errVanished
	}
	doc, err := openDocument(r.options.Load().Secret, sealed)
	if err != nil {
		return err
	}
	fresh, err := newSnapshot(version, doc)
	if err != nil {
		return err
	}
	r.adopt(fresh)
	return nil
}

// errVanished keeps a ring in memory from being replaced by none, which would
// make every instance invent its own.
var errVanished = errors.New("the key ring is gone from the database: restore the database from a backup, " +
	"or restart authd to begin with new keys")

func (r *Ring) adopt(s *snapshot) {
	r.held.Store(s)
	for _, k := range s.list {
		if k.State == Current {
			r.options.Load().Log.Info("signing key in use", "alg", k.Alg, "kid", k.KID, "ring_version", s.version)
		}
	}
}
