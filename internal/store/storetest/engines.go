package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/store"
)

// Variable names the environment variable with the DSN of a PostgreSQL server
// on which tests may make databases.
const Variable = "AUTHD_TEST_POSTGRES"

// SQLite opens a new SQLite database that goes away with the test.
func SQLite(t *testing.T) *store.DB {
	t.Helper()
	return Open(t, "sqlite", filepath.Join(t.TempDir(), "authd.db"))
}

// Postgres opens a new PostgreSQL database that goes away with the test. It
// fails the test when Variable is not set: a test left out looks like one passed.
func Postgres(t *testing.T) *store.DB {
	t.Helper()
	return Open(t, "postgres", PostgresDSN(t))
}

// Open opens a database until the end of the test.
func Open(t *testing.T, driver, dsn string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// PostgresDSN makes an empty database and returns its address, for tests that
// open it themselves.
func PostgresDSN(t *testing.T) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		t.Fatalf("%s is not set: run `make test`, or scripts/with-postgres go test ./internal/store/...", Variable)
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s must be a URL: %v", Variable, err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	run(t, server, "CREATE DATABASE "+name)
	t.Cleanup(func() { run(t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	address.Path = "/" + name
	return address.String()
}

// run does one thing on the server itself. The test's own context has ended
// when clean-up runs.
func run(t *testing.T, server, statement string) {
	t.Helper()
	pool, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }() // a server that is gone shows below
	if _, err := pool.ExecContext(context.Background(), statement); err != nil {
		t.Error(err)
	}
}
