package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

// counting is a watcher that remembers what it was told.
type counting struct{ began, ended []store.Kind }

func (c *counting) Begin(ctx context.Context, k store.Kind) (context.Context, time.Time) {
	c.began = append(c.began, k)
	return ctx, noon.Add(time.Duration(len(c.began)))
}

func (c *counting) End(_ context.Context, k store.Kind, began time.Time) {
	if began.Equal(noon.Add(time.Duration(len(c.began)))) {
		c.ended = append(c.ended, k)
	}
}

// A watcher sees exactly what is counted, and each end after its beginning.
func TestEachStatementIsWatched(t *testing.T) {
	for engine, open := range engines {
		t.Run(engine, func(t *testing.T) {
			db, w := open(t), &counting{}
			db.Watch(w)
			before := db.Counts()
			if err := logIn(t.Context(), db); err != nil {
				t.Fatal(err)
			}
			_, _ = db.User(t.Context(), ann.ID)
			_, _ = db.ListUsers(t.Context(), "", 1)
			after, kinds := db.Counts(), map[store.Kind]int64{}
			for _, k := range w.began {
				kinds[k]++
			}
			if kinds[store.Read] != after.Reads-before.Reads || kinds[store.Write] != after.Writes-before.Writes || kinds[store.Read] != 2 || kinds[store.Write] < 4 {
				t.Errorf("watched %v, counted %+v after %+v", kinds, after, before)
			}
			if !slices.Equal(w.began, w.ended) {
				t.Errorf("began %v, ended %v", w.began, w.ended)
			}
		})
	}
}

func TestBacklog(t *testing.T) {
	for engine, open := range engines {
		t.Run(engine, func(t *testing.T) {
			db := open(t)
			see := func(now time.Time, waiting int, oldest time.Time) {
				t.Helper()
				b, err := db.Backlog(t.Context(), now)
				if err != nil || b.Waiting != waiting || waiting > 0 && !b.Oldest.Equal(oldest) {
					t.Errorf("%+v %v, want %d since %v", b, err, waiting, oldest)
				}
			}
			see(noon, 0, time.Time{})
			for i, slot := range []string{"first", "second"} {
				c := asked
				c.Slot, c.CreatedAt, c.ExpiresAt = slot, noon.Add(time.Duration(i)*time.Second), noon.Add(time.Duration(i+1)*time.Minute)
				if err := db.PutChallenge(t.Context(), c, &authd.Mail{ID: slot, Body: "sealed", ExpiresAt: c.ExpiresAt}); err != nil {
					t.Fatal(err)
				}
			}
			see(noon.Add(time.Second), 2, noon)
			see(noon.Add(time.Minute), 1, noon.Add(time.Second)) // the first is not sent any more
			if err := db.MarkSent(t.Context(), "second"); err != nil {
				t.Fatal(err)
			}
			see(noon.Add(time.Minute), 0, time.Time{})
		})
	}
}

func TestPoolsAreNamed(t *testing.T) {
	for engine, want := range map[string][]string{"sqlite": {"writer", "reader"}, "postgres": {"writer"}} {
		var names []string
		for _, p := range engines[engine](t).Pools() {
			names = append(names, p.Name)
		}
		if !slices.Equal(names, want) {
			t.Errorf("%s: %v", engine, names)
		}
	}
}
