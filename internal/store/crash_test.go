package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
	"authd/internal/store/storetest"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// crashVariable makes the test binary a process to be killed: it holds the path
// of the database to write to.
const crashVariable = "AUTHD_TEST_CRASH"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashVariable); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeUntilKilled makes users and says the id of each once it is confirmed.
func writeUntilKilled(path string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite", path)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		id := fmt.Sprintf("email|%d.%d", os.Getpid(), i)
		if _, err := db.FindOrCreateUser(ctx, authd.User{ID: id, Connection: "email", Identifier: id, UpdatedAt: noon}); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(os.Stdout, id); err != nil {
			return err
		}
	}
}

// RE-01: what was confirmed is there after kill -9, the file is whole, and the
// lock of the dead process holds nobody up.
func TestRE01_KillLosesNothingConfirmed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "authd.db")
	var confirmed []string
	for round := range 5 {
		confirmed = append(confirmed, killAfter(t, path, 10+7*round)...)
	}
	db := storetest.Open(t, "sqlite", path)
	for _, id := range confirmed {
		if _, err := db.User(t.Context(), id); err != nil {
			t.Errorf("%s was confirmed: %v", id, err)
		}
	}
	// AD-07: as many people as the audit log tells of.
	var people, signups int
	if err := db.Reader().QueryRowContext(t.Context(), "SELECT (SELECT COUNT(*) FROM users), (SELECT COUNT(*) FROM events WHERE type = 'signup')").Scan(&people, &signups); err != nil || people != signups || people < len(confirmed) {
		t.Errorf("%d people, %d sign-ups: %v", people, signups, err)
	}
	var integrity string
	if err := db.Reader().QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&integrity); err != nil || integrity != "ok" {
		t.Errorf("integrity_check: %q, %v", integrity, err)
	}
}

// killAfter runs writeUntilKilled in a process of its own, kills that after n
// lines, and returns all lines it still said.
func killAfter(t *testing.T, path string, n int) []string {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), crashVariable+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var said []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said = append(said, lines.Text())
		if len(said) == n {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait() // says that it was killed
	if len(said) < n {
		t.Fatalf("the process ended by itself after %d users", len(said))
	}
	return said
}
