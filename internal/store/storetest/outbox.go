package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"authd/internal/store"
)

const lease = time.Minute

// claim returns the ids a worker gets, sorted.
func claim(ctx context.Context, t *testing.T, db *store.DB, now time.Time) []string {
	t.Helper()
	mails, err := db.ClaimMail(ctx, now, lease, 10)
	if err != nil {
		t.Error(err)
	}
	ids := []string{}
	for _, m := range mails {
		ids = append(ids, m.ID)
	}
	slices.Sort(ids)
	return ids
}

func claims(t *testing.T, db *store.DB, now time.Time, want ...string) {
	t.Helper()
	if got := claim(t.Context(), t, db, now); !slices.Equal(got, want) {
		t.Errorf("claimed %v, want %v", got, want)
	}
}

func testOutbox(t *testing.T, open opener) {
	t.Run("a mail comes out as it went in, once a lease", func(t *testing.T) {
		db := open(t)
		ok(t, db.PutChallenge(t.Context(), challenge("slot"), mail("a")))
		got, err := db.ClaimMail(t.Context(), noon, lease, 10)
		ok(t, err)
		if len(got) != 1 || got[0] != *mail("a") {
			t.Fatalf("claimed %v, want %v", got, *mail("a"))
		}
		claims(t, db, noon.Add(lease-time.Millisecond))
		claims(t, db, noon.Add(lease), "a")
	})
	t.Run("not before it is due, not after it expired", func(t *testing.T) {
		db := open(t)
		ok(t, db.PutChallenge(t.Context(), challenge("slot"), mail("a")))
		claims(t, db, noon.Add(-time.Millisecond))
		claims(t, db, noon.Add(codeLifetime))
		claims(t, db, noon.Add(codeLifetime-time.Millisecond), "a")
	})
	t.Run("a sent mail is gone, and twice is no error", func(t *testing.T) {
		db := open(t)
		ok(t, db.PutChallenge(t.Context(), challenge("slot"), mail("a")))
		ok(t, db.MarkSent(t.Context(), "a"))
		ok(t, db.MarkSent(t.Context(), "a"))
		ok(t, db.MarkFailed(t.Context(), "a", noon))
		claims(t, db, noon)
	})
	t.Run("a failed mail comes again with its tries", func(t *testing.T) {
		db := open(t)
		ok(t, db.PutChallenge(t.Context(), challenge("slot"), mail("a")))
		ok(t, db.MarkFailed(t.Context(), "a", noon.Add(2*time.Second)))
		claims(t, db, noon.Add(time.Second))
		got, err := db.ClaimMail(t.Context(), noon.Add(2*time.Second), lease, 10)
		ok(t, err)
		if len(got) != 1 || got[0].Tries != 1 {
			t.Errorf("claimed %v, want one mail tried once", got)
		}
	})
	testOutboxSlots(t, open)
}

func testOutboxSlots(t *testing.T, open opener) {
	t.Run("a new challenge drops the old one's mail and no other", func(t *testing.T) {
		db := open(t)
		ok(t, db.PutChallenge(t.Context(), challenge("one"), mail("a")))
		ok(t, db.PutChallenge(t.Context(), challenge("two"), mail("b")))
		ok(t, db.PutChallenge(t.Context(), challenge("one"), mail("c")))
		claims(t, db, noon, "b", "c")
	})
	t.Run("a challenge without mail drops it too", func(t *testing.T) {
		db := open(t)
		ok(t, db.PutChallenge(t.Context(), challenge("one"), mail("a")))
		ok(t, db.PutChallenge(t.Context(), challenge("one"), nil))
		claims(t, db, noon)
	})
	t.Run("a mail that cannot be kept leaves the old challenge", func(t *testing.T) {
		db := open(t)
		ok(t, db.PutChallenge(t.Context(), challenge("one"), mail("a")))
		ok(t, db.PutChallenge(t.Context(), challenge("two"), mail("b")))
		broken := challenge("one")
		broken.ID = "broken"
		if db.PutChallenge(t.Context(), broken, mail("b")) == nil {
			t.Error("two mails have one id")
		}
		c, _, err := db.Challenge(t.Context(), "one", noon)
		ok(t, err)
		equal(t, "challenge", c.ID, "id-one")
		claims(t, db, noon, "a", "b")
	})
	t.Run("the oldest go first", func(t *testing.T) {
		db := open(t)
		for i := range 5 {
			c := challenge(fmt.Sprint("slot ", i))
			c.CreatedAt = noon.Add(-time.Duration(i) * time.Second)
			ok(t, db.PutChallenge(t.Context(), c, mail(fmt.Sprint(i))))
		}
		got, err := db.ClaimMail(t.Context(), noon, lease, 1)
		ok(t, err)
		if len(got) != 1 || got[0].ID != "4" {
			t.Errorf("claimed %v, want mail 4 alone", got)
		}
	})
}

// RC-09: workers at once never get the same mail, and lose none.
func testOutboxRaces(t *testing.T, open opener) {
	db := open(t)
	const mails = 60
	for i := range mails {
		ok(t, db.PutChallenge(t.Context(), challenge(fmt.Sprint(i)), mail(fmt.Sprint(i))))
	}
	var mu sync.Mutex
	times := map[string]int{}
	work := func(int) {
		for _, id := range claim(t.Context(), t, db, noon) {
			mu.Lock()
			times[id]++
			mu.Unlock()
		}
	}
	// A worker that had to wait may come out with less than there is, so they
	// are sent as often as it takes.
	for round := 0; len(times) < mails && round < mails; round++ {
		race(racers, work)
	}
	for i := range mails {
		equal(t, fmt.Sprint("mail ", i), times[fmt.Sprint(i)], 1)
	}
}
