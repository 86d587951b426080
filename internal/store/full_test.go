package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/authd"
)

// RE-05: a database that is full refuses what is new and says that it is out of
// service; what it holds is read on, and with room it goes on as if nothing were.
func TestRE05_AFullDatabaseReadsOnAndRecovers(t *testing.T) {
	ctx := t.Context()
	db, err := Open(ctx, "sqlite", filepath.Join(t.TempDir(), "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // nothing is asked of it afterwards
	var pages int
	if err := db.pools.Writer.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		if _, err := db.pools.Writer.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages + 8)
	add := func(n int) error {
		id := fmt.Sprint("email|", n)
		return db.CreateUser(ctx, authd.User{ID: id, Connection: "email", Identifier: id, Name: strings.Repeat("n", 2000)})
	}
	n, full := 0, error(nil)
	for ; full == nil && n < 1000; n++ {
		full = add(n)
	}
	if !errors.Is(full, authd.ErrUnavailable) {
		t.Fatalf("after %d users: %v", n, full)
	}
	for i := range n - 1 {
		if _, err := db.User(ctx, fmt.Sprint("email|", i)); err != nil {
			t.Errorf("user %d was acknowledged: %v", i, err)
		}
	}
	limit(pages + 4000)
	if err := errors.Join(add(n-1), db.Ping(ctx)); err != nil {
		t.Errorf("with room again: %v", err)
	}
	var sound string
	if err := db.pools.Writer.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("integrity: %s, %v", sound, err)
	}
}
