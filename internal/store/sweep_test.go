package store_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
	"authd/internal/store/storetest"
)

// backlog is how many expired sessions and families wait to be swept.
const backlog = 25_000

// expire fills a store with what ended an hour before noon. The bytes of a hash are
// those of a text, for which each database has its own cast.
func expire(t *testing.T, db *store.DB, bytes string) {
	t.Helper()
	numbers := fmt.Sprintf("WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < %d) ", backlog)
	ended := noon.Add(-time.Hour).UnixMilli()
	for _, fill := range []string{
		fmt.Sprintf(`INSERT INTO sessions (hash, sid, user_id, connection, auth_time, seen_at, expires_at, idle_lifetime)
%s SELECT CAST('old ' || i AS %s), 'sid ' || i, 'email|ada', 'email', 0, 0, %d, 9000000000000 FROM numbers`, numbers, bytes, ended),
		fmt.Sprintf(`INSERT INTO refresh_families (id, client_id, user_id, sid, connection, audience, scope, auth_time, auth_time_due, max_lifetime,
generation, created_at, rotated_at, seen_at, expires_at, idle_lifetime, ends_at)
%s SELECT 'family ' || i, 'mobile', 'email|ada', '', 'email', '', 'openid', 0, FALSE, 0, 0, i, 0, 0, %d, 0, %d FROM numbers`, numbers, ended, ended),
	} {
		if _, err := db.Writer().ExecContext(t.Context(), fill); err != nil {
			t.Fatal(err)
		}
	}
}

// RE-18: while a backlog is swept a login goes on, and none of its steps waits for
// more than the batch that is under way.
func TestRE18_LoginsGoOnBesideABacklog(t *testing.T) {
	for name, c := range map[string]struct {
		open  func(*testing.T) *store.DB
		bytes string
	}{"sqlite": {storetest.SQLite, "BLOB"}, "postgres": {storetest.Postgres, "BYTEA"}} {
		t.Run(name, func(t *testing.T) {
			db := c.open(t)
			user := authd.User{ID: "email|ada", Connection: "email", Identifier: "ada@example.com"}
			if _, err := db.FindOrCreateUser(t.Context(), user); err != nil {
				t.Fatal(err)
			}
			expire(t, db, c.bytes)
			logins := besides(t, db, user)
			if left := count(t, db.Reader(), "refresh_families"); left != 0 {
				t.Errorf("%d families are left", left)
			}
			if live := count(t, db.Reader(), "sessions"); live != logins {
				t.Errorf("%d sessions are left, want the %d new ones", live, logins)
			}
			if logins < backlog/1000/10 {
				t.Errorf("only %d logins while %d rows were swept", logins, 2*backlog)
			}
		})
	}
}

// besides sweeps until nothing is left, and counts the logins meanwhile.
func besides(t *testing.T, db *store.DB, user authd.User) int {
	t.Helper()
	var rounds atomic.Int64
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		for n, err := 1000, error(nil); n >= 1000; rounds.Add(1) {
			if n, err = db.DeleteExpired(t.Context(), noon, 1000); err != nil {
				t.Error(err)
			}
		}
	}()
	for logins := 0; ; logins++ {
		select {
		case <-swept:
			t.Logf("%d logins in %d rounds", logins, rounds.Load())
			return logins
		default:
		}
		before := rounds.Load()
		session := authd.Session{
			Hash: fmt.Appendf(nil, "new %d", logins), SID: "sid", User: user, Connection: "email",
			AuthTime: noon, SeenAt: noon, ExpiresAt: noon.Add(time.Hour), IdleLifetime: time.Hour,
		}
		if _, err := db.PutSession(t.Context(), session, nil); err != nil {
			t.Fatal(err)
		}
		if waited := rounds.Load() - before; waited > 2 {
			t.Errorf("login %d waited for %d rounds of the sweep", logins, waited)
		}
	}
}

// RE-18: a table that cannot be swept keeps no other from it.
func TestRE18_OneTableKeepsNoOtherFromBeingSwept(t *testing.T) {
	db := storetest.SQLite(t)
	if _, err := db.FindOrCreateUser(t.Context(), authd.User{ID: "email|ada", Connection: "email"}); err != nil {
		t.Fatal(err)
	}
	expire(t, db, "BLOB")
	if _, err := db.Writer().ExecContext(t.Context(), "CREATE TRIGGER stuck BEFORE DELETE ON sessions BEGIN SELECT RAISE(ABORT, 'stuck'); END"); err != nil {
		t.Fatal(err)
	}
	n, err := db.DeleteExpired(t.Context(), noon, 1000)
	if n != 1000 || err == nil || !strings.Contains(err.Error(), "stuck") {
		t.Errorf("swept %d, %v", n, err)
	}
}
