package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"authd/internal/authd"
)

func testKeys(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()

	t.Run("none yet", func(t *testing.T) {
		version, sealed, err := db.LoadKeys(ctx)
		ok(t, err)
		equal(t, "version", version, 0)
		equal(t, "ring", sealed, "")
	})
	t.Run("no ring to swap is a conflict", func(t *testing.T) {
		conflict(t, db.SwapKeys(ctx, 3, "ring", keyChange))
	})
	// RC-09: instances that start at once agree on one first ring.
	t.Run("of many first rings one is kept", func(t *testing.T) {
		equal(t, "winners", raceKeys(t, func(sealed string) error { return db.SwapKeys(ctx, 0, sealed, keyChange) }), 1)
	})
	t.Run("of many rotations one is kept", func(t *testing.T) {
		equal(t, "winners", raceKeys(t, func(sealed string) error { return db.SwapKeys(ctx, 1, sealed, keyChange) }), 1)
	})
	t.Run("versions count up by one", func(t *testing.T) {
		ok(t, db.SwapKeys(ctx, 2, "third", keyChange))
		conflict(t, db.SwapKeys(ctx, 2, "stale", keyChange))
		version, sealed, err := db.LoadKeys(ctx)
		ok(t, err)
		equal(t, "version", version, 3)
		equal(t, "ring", sealed, "third")
	})
}

// raceKeys returns how many swaps succeeded; all others must be conflicts.
func raceKeys(t *testing.T, swap func(sealed string) error) int64 {
	var winners atomic.Int64
	race(racers, func(i int) {
		switch err := swap(fmt.Sprint("ring ", i)); {
		case err == nil:
			winners.Add(1)
		case !errors.Is(err, authd.ErrConflict):
			t.Error(err)
		}
	})
	return winners.Load()
}

func conflict(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, authd.ErrConflict) {
		t.Fatalf("got %v, want authd.ErrConflict", err)
	}
}

// keyChange goes with a swap.
var keyChange = authd.Event{Type: authd.EventKeysChanged, At: noon}
