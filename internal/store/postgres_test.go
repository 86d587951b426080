package store_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"authd/internal/authd"
	"authd/internal/store"
	"authd/internal/store/storetest"
)

func TestRE09_PostgresLimitsReachEveryConnection(t *testing.T) {
	db := storetest.Postgres(t)
	for setting, want := range map[string]string{
		"application_name":                    "authd",
		"statement_timeout":                   "5s",
		"idle_in_transaction_session_timeout": "10s",
		"transaction_isolation":               "read committed",
	} {
		var got string
		if err := db.Writer().QueryRowContext(t.Context(), "SHOW "+setting).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", setting, got, want)
		}
	}
	if n := db.Writer().Stats().MaxOpenConnections; n != 16 {
		t.Errorf("the pool holds %d connections, want 16", n)
	}
}

func TestRE09_CancelledRequestsLeaveNoConnectionBehind(t *testing.T) {
	db := storetest.Postgres(t)
	var running sync.WaitGroup
	for range 200 {
		running.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			go cancel()
			_ = db.PutChallenge(ctx, authd.Challenge{Slot: "cancelled"}, nil) // may or may not have been faster
		})
	}
	running.Wait()
	// A broken-off transaction is rolled back behind the caller's back, so this
	// takes all there are, and waits for those.
	pool := db.Writer()
	for i := range pool.Stats().MaxOpenConnections {
		conn, err := pool.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if err := conn.PingContext(t.Context()); err != nil {
			t.Errorf("connection %d: %v", i+1, err)
		}
	}
}

func TestRE08_PostgresMustKeepWhatItConfirms(t *testing.T) {
	dsn := with(t, storetest.PostgresDSN(t), "synchronous_commit", "off")
	_, err := store.Open(t.Context(), "postgres", dsn)
	if err == nil || !strings.Contains(err.Error(), "synchronous_commit=off") {
		t.Errorf("got %v", err)
	}
}

func TestThePostgresAddressOverridesALimit(t *testing.T) {
	db := storetest.Open(t, "postgres", with(t, storetest.PostgresDSN(t), "statement_timeout", "3s"))
	var got string
	if err := db.Writer().QueryRowContext(t.Context(), "SHOW statement_timeout").Scan(&got); err != nil {
		t.Fatal(err)
	}
	if got != "3s" {
		t.Errorf("statement_timeout: got %s, want 3s", got)
	}
}

// with adds a parameter to an address.
func with(t *testing.T, dsn, name, value string) string {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Set(name, value)
	address.RawQuery = query.Encode()
	return address.String()
}

// RC-09: one of them migrates, the others wait, and all can write afterwards.
func TestRC09_InstancesThatStartAtOnce(t *testing.T) {
	dsn := storetest.PostgresDSN(t)
	var starting sync.WaitGroup
	for range 5 {
		starting.Go(func() {
			db, err := store.Open(t.Context(), "postgres", dsn)
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(db.Ping(t.Context()), db.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	starting.Wait()
}

// RE-08: a deed PostgreSQL broke off is repeated, three times in all.
func TestRE08_BrokenOffDeedsAreRepeated(t *testing.T) {
	deadlock := &pgconn.PgError{Code: "40P01"}
	serialization := &pgconn.PgError{Code: "40001"}
	other := &pgconn.PgError{Code: "23505"}
	for name, test := range map[string]struct {
		answers []error
		want    error
		runs    int
	}{
		"done at once":              {[]error{nil}, nil, 1},
		"done the second time":      {[]error{deadlock, nil}, nil, 2},
		"done the third time":       {[]error{deadlock, serialization, nil}, nil, 3},
		"given up":                  {[]error{deadlock, deadlock, deadlock}, deadlock, 3},
		"another error is an error": {[]error{other}, other, 1},
	} {
		t.Run(name, func(t *testing.T) {
			runs := 0
			err := store.Again(func() error {
				runs++
				return test.answers[runs-1]
			})
			if !errors.Is(err, test.want) || runs != test.runs {
				t.Errorf("got %v after %d runs, want %v after %d", err, runs, test.want, test.runs)
			}
		})
	}
}
