package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
	"authd/internal/store/storetest"
)

// RC-03: of fifty who follow one mailed link at once one is let in and the
// others find nothing, time after time, on both databases.
func TestRC03_OneOfFiftyTakesALink(t *testing.T) {
	const rounds, racers = 20, 50
	for name, open := range map[string]func(*testing.T) *store.DB{"SQLite": storetest.SQLite, "PostgreSQL": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			for round := range rounds {
				slot := fmt.Sprint("slot ", round)
				if err := db.PutChallenge(t.Context(), authd.Challenge{
					Slot: slot, LinkHash: []byte("link"), MaxTries: 3, CreatedAt: noon, ExpiresAt: noon.Add(time.Minute),
				}, nil); err != nil {
					t.Fatal(err)
				}
				var verdicts [authd.Exhausted + 1]atomic.Int64
				together(racers, func() {
					_, verdict, err := db.TakeChallengeByLink(t.Context(), slot, []byte("link"), noon)
					if err != nil {
						t.Error(err)
					}
					verdicts[verdict].Add(1)
				})
				if won, late := verdicts[authd.Right].Load(), verdicts[authd.Absent].Load(); won != 1 || late != racers-1 {
					t.Fatalf("round %d: %d were let in, %d came late", round, won, late)
				}
			}
		})
	}
}

// together lets n callers go at once and waits for all.
func together(n int, deed func()) {
	var ready, done sync.WaitGroup
	ready.Add(n)
	for range n {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			deed()
		})
	}
	done.Wait()
}
