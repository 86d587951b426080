package refresh

import (
	"errors"
	"sync"
	"testing"
	"time"

	"authd/internal/store"
	"authd/internal/store/storetest"
	"authd/internal/tokens"
)

// RC-04, RT-03: of twenty that present one token at once, all get the one
// successor, which then works; without leeway at most one gets it.
func TestRC04_TwentyAtOnce(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			b := benchOver(t, open(t))
			for range 5 {
				token := b.begin(plan())
				given, refused := b.race(token, plan())
				if len(given) != 1 || refused != 0 {
					t.Fatalf("successors %v, %d refused", given, refused)
				}
				for successor := range given {
					b.must(successor, plan(), noon)
				}
			}
			strictly := with(func(p *tokens.RefreshToken) { p.Leeway.Value = 0 })
			given, refused := b.race(b.begin(strictly), strictly)
			if len(given) > 1 || refused < racers-1 {
				t.Errorf("without leeway: successors %v, %d refused", given, refused)
			}
		})
	}
}

const racers = 20

// race presents one token many times at once: which successors were given how
// often, and how often there was none.
func (b bench) race(token string, p tokens.RefreshToken) (map[string]int, int) {
	b.t.Helper()
	var mu sync.Mutex
	given, refused := map[string]int{}, 0
	var ready, done sync.WaitGroup
	ready.Add(racers)
	for range racers {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			next, err := b.redeem(token, p, noon)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				given[next]++
			case errors.Is(err, ErrInvalid):
				refused++
			default:
				b.t.Error(err)
			}
		})
	}
	done.Wait()
	return given, refused
}

// RT-10: what one instance revokes is dead for another at once, and for one that
// starts later.
func TestRT10_RevocationHoldsEverywhere(t *testing.T) {
	dsn := storetest.PostgresDSN(t)
	here, there := benchOver(t, storetest.Open(t, "postgres", dsn)), benchOver(t, storetest.Open(t, "postgres", dsn))
	revoked, stolen := here.begin(plan()), here.begin(plan())
	newest := there.must(stolen, plan(), noon)
	if err := here.Revoke(t.Context(), revoked, "spa", noon); err != nil {
		t.Fatal(err)
	}
	here.refused(stolen, plan(), noon.Add(time.Hour))
	later := benchOver(t, storetest.Open(t, "postgres", dsn))
	for _, b := range []bench{there, later} {
		b.refused(revoked, plan(), noon)
		b.refused(newest, plan(), noon.Add(time.Hour))
	}
}
