package engine_test

import (
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"authd/internal/store/engine"
)

func TestRE01_SQLiteSettingsReachEveryConnection(t *testing.T) {
	db := sqliteFile(t)
	for name, pool := range map[string]*sql.DB{"writer": db.Writer, "reader": db.Reader} {
		for pragma, want := range map[string]string{
			"journal_mode":       "wal",
			"synchronous":        "2", // FULL
			"foreign_keys":       "1",
			"busy_timeout":       "5000",
			"journal_size_limit": "16777216",
			"query_only":         map[string]string{"writer": "0", "reader": "1"}[name],
		} {
			var got string
			if err := pool.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("%s, PRAGMA %s: got %s, want %s", name, pragma, got, want)
			}
		}
	}
	if n := db.Writer.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("there are %d writers, want 1", n)
	}
}

// RE-01: a write transaction begins with the lock in hand, so it never fails
// half-way because another one was faster.
func TestRE01_TransactionsBeginImmediate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "authd.db")
	db := opened(t, "sqlite", path)
	tx, err := db.Writer.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	if _, err := other.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err == nil {
		t.Error("another writer could begin while a transaction was open")
	}
}

// RE-02: versions 3.7.0 to 3.51.2 can corrupt a database in WAL mode.
func TestRE02_SQLiteVersion(t *testing.T) {
	var version string
	if err := sqliteFile(t).Reader.QueryRowContext(t.Context(), "SELECT sqlite_version()").Scan(&version); err != nil {
		t.Fatal(err)
	}
	number := 0
	for _, part := range strings.Split(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			t.Fatalf("version %q: %v", version, err)
		}
		number = number*1000 + n
	}
	if number < 3_051_003 {
		t.Errorf("SQLite is %s, want 3.51.3 or later", version)
	}
}

func TestRE04_SecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "authd.db")
	first, err := engine.Open(t.Context(), source("sqlite", path))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = engine.Open(t.Context(), source("sqlite", path)); err == nil || !strings.Contains(err.Error(), "in use by another authd") {
		t.Errorf("a second opener got %v", err)
	}
	if _, err := first.Writer.ExecContext(t.Context(), "DELETE FROM users"); err != nil {
		t.Errorf("the first one was disturbed: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	opened(t, "sqlite", path)
}

func TestACommandMayLookInBesideARunningServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "authd.db")
	opened(t, "sqlite", path)
	beside, err := engine.OpenBeside(t.Context(), source("sqlite", path))
	if err != nil {
		t.Fatal(err)
	}
	if err := beside.Close(); err != nil {
		t.Error(err)
	}
	if _, err := engine.Open(t.Context(), source("sqlite", path)); err == nil {
		t.Error("closing it let a second server in")
	}
}

func TestSQLiteFilesAreTheOwnersAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "data")
	opened(t, "sqlite", filepath.Join(folder, "authd.db"))
	for name, want := range map[string]fs.FileMode{
		".": 0o700, "authd.db": 0o600, "authd.db-wal": 0o600, "authd.db-shm": 0o600, "authd.db.lock": 0o600,
	} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: got mode %o, want %o", name, got, want)
		}
	}
}

func TestSQLitePathIsNotReadAsAnAddress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?mode=memory&c%20d#e.db")
	opened(t, "sqlite", path)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestOpenSaysWhatToDo(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	garbage := filepath.Join(t.TempDir(), "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ driver, dsn, want string }{
		"unknown driver":        {"mysql", "x", `storage.driver: "mysql" is not known; write sqlite or postgres`},
		"no path":               {"sqlite", "", "write one like data/authd.db"},
		"memory":                {"sqlite", ":memory:", "write one like data/authd.db"},
		"an address":            {"sqlite", "file:authd.db", "write one like data/authd.db"},
		"no folder":             {"sqlite", filepath.Join(blocked, "authd.db"), "storage.dsn: make the database's folder"},
		"no database":           {"sqlite", garbage, "file is not a database"},
		"no PostgreSQL address": {"postgres", "postgres://u:hunter2@[::1:x/db", "write it like postgres://"},
		"no keywords":           {"postgres", "password=hunter2 port=high", "write it like postgres://"},
		"no PostgreSQL":         {"postgres", "postgres://u:hunter2@127.0.0.1:1/db", "check that it runs"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := engine.Open(t.Context(), source(test.driver, test.dsn))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want a text with %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the password is in the error: %v", err)
			}
		})
	}
}
