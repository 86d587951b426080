package store_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/store"
	"authd/internal/store/storetest"
)

func TestOpeningAgainKeepsEverything(t *testing.T) {
	for driver, dsn := range map[string]string{
		"sqlite":   filepath.Join(t.TempDir(), "authd.db"),
		"postgres": storetest.PostgresDSN(t),
	} {
		t.Run(driver, func(t *testing.T) {
			db, err := store.Open(t.Context(), driver, dsn)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.SwapKeys(t.Context(), 0, "ring", authd.Event{}), db.Close()); err != nil {
				t.Fatal(err)
			}
			version, sealed, err := storetest.Open(t, driver, dsn).LoadKeys(t.Context())
			if err != nil || version != 1 || sealed != "ring" {
				t.Errorf("got version %d, ring %q and %v", version, sealed, err)
			}
		})
	}
}

// TK-19: a database that is gone must not look like a user who is.
func TestTK19_ADatabaseThatIsGoneIsNotAMissingRow(t *testing.T) {
	db, err := store.Open(t.Context(), "sqlite", filepath.Join(t.TempDir(), "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, _, swapErr := db.LoadKeys(t.Context())
	_, userErr := db.User(t.Context(), "email|1")
	_, verdict, takeErr := db.TakeChallenge(t.Context(), "slot", nil, noon)
	for name, err := range map[string]error{"keys": swapErr, "user": userErr, "challenge": takeErr, "ping": db.Ping(t.Context())} {
		if err == nil || strings.Contains(err.Error(), authd.ErrNotFound.Error()) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if verdict == authd.Right {
		t.Error("a challenge was right without a database")
	}
}
