package engine_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"authd/internal/store/engine"
	"authd/internal/store/storetest"
)

func TestRE09_PostgresLimitsReachEveryConnection(t *testing.T) {
	db := opened(t, "postgres", storetest.PostgresDSN(t))
	for setting, want := range map[string]string{
		"application_name":                    "authd",
		"statement_timeout":                   "5s",
		"idle_in_transaction_session_timeout": "10s",
		"transaction_isolation":               "read committed",
	} {
		var got string
		if err := db.Writer.QueryRowContext(t.Context(), "SHOW "+setting).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", setting, got, want)
		}
	}
	if n := db.Writer.Stats().MaxOpenConnections; n != 16 {
		t.Errorf("the pool holds %d connections, want 16", n)
	}
}

func TestRE08_PostgresMustKeepWhatItConfirms(t *testing.T) {
	dsn := with(t, storetest.PostgresDSN(t), "synchronous_commit", "off")
	_, err := engine.Open(t.Context(), source("postgres", dsn))
	if err == nil || !strings.Contains(err.Error(), "synchronous_commit=off") {
		t.Errorf("got %v", err)
	}
}

func TestThePostgresAddressOverridesALimit(t *testing.T) {
	db := opened(t, "postgres", with(t, storetest.PostgresDSN(t), "statement_timeout", "3s"))
	var got string
	if err := db.Writer.QueryRowContext(t.Context(), "SHOW statement_timeout").Scan(&got); err != nil {
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
			db, err := engine.Open(t.Context(), source("postgres", dsn))
			if err != nil {
				t.Error(err)
				return
			}
			_, err = db.Writer.ExecContext(t.Context(), "DELETE FROM users")
			if err := errors.Join(err, db.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	starting.Wait()
}

// RE-08: only what PostgreSQL undid for another's sake is worth repeating.
func TestRE08_BrokenOff(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"deadlock":              {&pgconn.PgError{Code: "40P01"}, true},
		"serialization failure": {fmt.Errorf("keep a session: %w", &pgconn.PgError{Code: "40001"}), true},
		"a duplicate":           {&pgconn.PgError{Code: "23505"}, false},
		"another error":         {errors.New("no network"), false},
		"no error":              {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := engine.BrokenOff(test.err); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
