package storetest

import (
	"bytes"
	"context"
	"maps"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

const (
	sessionLifetime = 168 * time.Hour
	idleLifetime    = 72 * time.Hour
)

// aliceSession is a session of alice, who is kept on the way.
func aliceSession(t *testing.T, db *store.DB, hash string) authd.Session {
	t.Helper()
	user, err := db.FindOrCreateUser(t.Context(), alice())
	ok(t, err)
	return authd.Session{
		Hash: []byte(hash), SID: "sid-" + hash, User: user, Connection: "email",
		AuthTime: noon, SeenAt: noon, ExpiresAt: noon.Add(sessionLifetime), IdleLifetime: idleLifetime,
	}
}

// put keeps s in the place of a session (nil: none) and returns its sid.
func put(t *testing.T, db *store.DB, s authd.Session, replaces []byte) string {
	t.Helper()
	sid, err := db.PutSession(t.Context(), s, replaces)
	ok(t, err)
	return sid
}

// leave ends the session of that hash at noon.
func leave(t *testing.T, db *store.DB, hash string) []authd.LogoutNotice {
	t.Helper()
	notices, err := db.EndSession(t.Context(), []byte(hash), noon)
	ok(t, err)
	return notices
}

func testSessions(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	s := aliceSession(t, db, "first")

	t.Run("a session comes back with its user", func(t *testing.T) {
		put(t, db, s, nil)
		got, err := db.Session(ctx, s.Hash, noon)
		ok(t, err)
		if !bytes.Equal(got.Hash, s.Hash) {
			t.Errorf("hash: got %q, want %q", got.Hash, s.Hash)
		}
		equal(t, "user", got.User, s.User)
		equal(t, "sid", got.SID, s.SID)
		equal(t, "connection", got.Connection, s.Connection)
		equal(t, "auth_time", got.AuthTime, s.AuthTime)
		equal(t, "seen_at", got.SeenAt, s.SeenAt)
		equal(t, "expires_at", got.ExpiresAt, s.ExpiresAt)
		equal(t, "idle lifetime", got.IdleLifetime, s.IdleLifetime)
	})
	t.Run("another cookie finds nothing", func(t *testing.T) {
		_, err := db.Session(ctx, []byte("other"), noon)
		absent(t, err)
	})
	// PL-15: the session from before a login is unusable after it.
	t.Run("a new session replaces the one before", func(t *testing.T) {
		put(t, db, aliceSession(t, db, "second"), s.Hash)
		_, err := db.Session(ctx, s.Hash, noon)
		absent(t, err)
		_, err = db.Session(ctx, []byte("second"), noon)
		ok(t, err)
	})
	t.Run("a session that cannot be kept replaces nothing", func(t *testing.T) {
		orphan := aliceSession(t, db, "orphan")
		orphan.User.ID = "email|nobody"
		if _, err := db.PutSession(ctx, orphan, []byte("second")); err == nil {
			t.Error("a session of nobody was kept")
		}
		_, err := db.Session(ctx, []byte("second"), noon)
		ok(t, err)
	})
	t.Run("deleting ends it, and twice is no error", func(t *testing.T) {
		equal(t, "notices", len(leave(t, db, "second")), 0)
		equal(t, "notices", len(leave(t, db, "second")), 0)
		_, err := db.Session(ctx, []byte("second"), noon)
		absent(t, err)
	})
	testSessionEnds(t, db)
}

// SE-05, RE-19: both ends hold to the millisecond, with the row still there.
func testSessionEnds(t *testing.T, db *store.DB) {
	ctx := t.Context()
	idleEnd := noon.Add(idleLifetime)
	put(t, db, aliceSession(t, db, "ends"), nil)

	t.Run("idle is over at its end and not before", func(t *testing.T) {
		alive(ctx, t, db, idleEnd.Add(-time.Millisecond))
		dead(ctx, t, db, idleEnd)
	})
	t.Run("a touch after the idle end revives nothing", func(t *testing.T) {
		ok(t, db.TouchSession(ctx, []byte("ends"), idleEnd))
		dead(ctx, t, db, idleEnd)
	})
	t.Run("a touch before it moves the idle end", func(t *testing.T) {
		ok(t, db.TouchSession(ctx, []byte("ends"), noon.Add(time.Hour)))
		alive(ctx, t, db, idleEnd)
		dead(ctx, t, db, idleEnd.Add(time.Hour))
	})
	t.Run("a touch that comes in late does not move it back", func(t *testing.T) {
		ok(t, db.TouchSession(ctx, []byte("ends"), noon.Add(time.Minute)))
		alive(ctx, t, db, idleEnd.Add(time.Hour-time.Millisecond))
	})
	t.Run("the live ones are counted by connection", func(t *testing.T) {
		count := func(now time.Time) map[string]int {
			live, err := db.LiveSessions(ctx, now)
			ok(t, err)
			return live
		}
		equal(t, "live", maps.Equal(count(noon), map[string]int{"email": 1}), true)
		equal(t, "live after the end", len(count(noon.Add(10*sessionLifetime))), 0)
	})
	t.Run("the absolute end holds however active", func(t *testing.T) {
		for day := range 7 {
			ok(t, db.TouchSession(ctx, []byte("ends"), noon.Add(time.Duration(day)*24*time.Hour)))
		}
		end := noon.Add(sessionLifetime)
		alive(ctx, t, db, end.Add(-time.Millisecond))
		dead(ctx, t, db, end)
	})
}

func alive(ctx context.Context, t *testing.T, db *store.DB, now time.Time) {
	t.Helper()
	_, err := db.Session(ctx, []byte("ends"), now)
	ok(t, err)
}

func dead(ctx context.Context, t *testing.T, db *store.DB, now time.Time) {
	t.Helper()
	_, err := db.Session(ctx, []byte("ends"), now)
	absent(t, err)
}

// RC-10: logging out wins over any renewal that runs beside it.
func testSessionRaces(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	for range 5 {
		put(t, db, aliceSession(t, db, "raced"), nil)
		race(racers, func(i int) {
			deed := func() error { return db.TouchSession(ctx, []byte("raced"), noon.Add(time.Duration(i)*time.Minute)) }
			if i == racers/2 {
				deed = func() error { _, err := db.EndSession(ctx, []byte("raced"), noon); return err }
			}
			if err := deed(); err != nil {
				t.Error(err)
			}
		})
		_, err := db.Session(ctx, []byte("raced"), noon)
		absent(t, err)
	}
}
