package storetest

import (
	"fmt"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

func testExpiry(t *testing.T, open opener) {
	t.Run("nothing live is swept", func(t *testing.T) {
		db := open(t)
		fill(t, db, 3)
		equal(t, "swept", sweep(t, db, noon.Add(ticketLifetime-time.Millisecond), 100), 0)
	})
	t.Run("each thing goes when it ends", func(t *testing.T) {
		db := open(t)
		fill(t, db, 3)
		equal(t, "tickets", sweep(t, db, noon.Add(ticketLifetime), 100), 3)
		equal(t, "challenges and mails", sweep(t, db, noon.Add(codeLifetime), 100), 6)
		equal(t, "counters", sweep(t, db, noon.Add(time.Hour), 100), 3)
		equal(t, "idle sessions", sweep(t, db, noon.Add(idleLifetime), 100), 3)
		_, verdict, err := db.Challenge(t.Context(), "slot 0", noon.Add(codeLifetime))
		ok(t, err)
		equal(t, "verdict on a swept challenge", verdict, authd.Absent)
	})
	t.Run("sessions in use go at their absolute end", func(t *testing.T) {
		db := open(t)
		s := aliceSession(t, db, "used")
		s.SeenAt = s.ExpiresAt.Add(-time.Minute)
		put(t, db, s, nil)
		equal(t, "before", sweep(t, db, s.ExpiresAt.Add(-time.Millisecond), 100), 0)
		equal(t, "after", sweep(t, db, s.ExpiresAt, 100), 1)
	})
	t.Run("at most limit in a step", func(t *testing.T) { // RE-18
		db := open(t)
		fill(t, db, 5)
		late := noon.Add(sessionLifetime)
		equal(t, "first", sweep(t, db, late, 2), 12) // sessions have two ends, and a step for each
		equal(t, "second", sweep(t, db, late, 2), 9)
		equal(t, "third", sweep(t, db, late, 2), 4)
		equal(t, "fourth", sweep(t, db, late, 2), 0)
	})
	// RC-09: sweepers at once neither fail nor take what was made anew.
	t.Run("sweepers race with new challenges", func(t *testing.T) {
		db := open(t)
		fill(t, db, racers)
		late := noon.Add(codeLifetime)
		race(racers, func(i int) {
			fresh := challenge(fmt.Sprint("slot ", i))
			fresh.ExpiresAt = late.Add(codeLifetime)
			if err := db.PutChallenge(t.Context(), fresh, nil); err != nil {
				t.Error(err)
			}
			if _, err := db.DeleteExpired(t.Context(), late, racers); err != nil {
				t.Error(err)
			}
		})
		for i := range racers {
			_, verdict, err := db.Challenge(t.Context(), fmt.Sprint("slot ", i), late)
			ok(t, err)
			equal(t, fmt.Sprint("slot ", i), verdict, authd.Right)
		}
	})
}

// fill keeps n of everything that expires.
func fill(t *testing.T, db *store.DB, n int) {
	t.Helper()
	for i := range n {
		put(t, db, aliceSession(t, db, fmt.Sprint("hash ", i)), nil)
		ok(t, db.PutTicket(t.Context(), aliceTicket(t, db, fmt.Sprint("ticket ", i))))
		ok(t, db.PutChallenge(t.Context(), challenge(fmt.Sprint("slot ", i)), mail(fmt.Sprint("mail ", i))))
		_, err := db.AddCount(t.Context(), fmt.Sprint("key ", i), 1, noon, noon, noon.Add(time.Hour))
		ok(t, err)
	}
}

func sweep(t *testing.T, db *store.DB, now time.Time, limit int) int {
	t.Helper()
	n, err := db.DeleteExpired(t.Context(), now, limit)
	ok(t, err)
	return n
}
