package storetest

import (
	"sync"
	"testing"
	"time"

	"authd/internal/store"
)

func testCounters(t *testing.T, open opener) {
	db := open(t)
	add := func(t *testing.T, key string, n int, at, since time.Duration) int {
		t.Helper()
		sum, err := db.AddCount(t.Context(), key, n, noon.Add(at), noon.Add(since), noon.Add(24*time.Hour))
		ok(t, err)
		return sum
	}
	t.Run("buckets add up from since on", func(t *testing.T) {
		equal(t, "first", add(t, "sum", 2, 0, 0), 2)
		equal(t, "same bucket", add(t, "sum", 1, 0, 0), 3)
		equal(t, "next bucket", add(t, "sum", 1, 10*time.Minute, 0), 4)
		equal(t, "the first is too old", add(t, "sum", 1, 20*time.Minute, time.Minute), 2)
		equal(t, "asking adds nothing", add(t, "sum", 0, 20*time.Minute, 0), 5)
	})
	t.Run("keys do not mix", func(t *testing.T) {
		equal(t, "sum", add(t, "su", 1, 0, 0), 1)
	})
	t.Run("a bucket never falls below zero", func(t *testing.T) {
		equal(t, "from nothing", add(t, "floor", -2, 0, 0), 0)
		equal(t, "up again", add(t, "floor", 1, 0, 0), 1)
		equal(t, "given back", add(t, "floor", -1, 0, 0), 0)
		equal(t, "and once more", add(t, "floor", -1, 0, 0), 0)
		equal(t, "nothing is owed", add(t, "floor", 1, 0, 0), 1)
	})
	testCounterRace(t, db)
}

// RC-08: every adder of a bucket sees another sum, so a limit lets through
// exactly as many as it says.
func testCounterRace(t *testing.T, db *store.DB) {
	t.Run("adders at once see every sum once", func(t *testing.T) {
		var mu sync.Mutex
		seen := map[int]bool{}
		race(racers, func(int) {
			sum, err := db.AddCount(t.Context(), "race", 1, noon, noon, noon.Add(time.Hour))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			seen[sum] = true
		})
		for sum := 1; sum <= racers; sum++ {
			if !seen[sum] {
				t.Errorf("nobody saw %d", sum)
			}
		}
	})
}
