package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
)

const spentLifetime = time.Minute

func testCodes(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	t.Run("the first use wins, all others conflict", func(t *testing.T) {
		ok(t, db.SpendCode(ctx, "once", noon.Add(spentLifetime)))
		for range 2 {
			if err := db.SpendCode(ctx, "once", noon.Add(spentLifetime)); !errors.Is(err, authd.ErrConflict) {
				t.Errorf("got %v, want authd.ErrConflict", err)
			}
		}
		ok(t, db.SpendCode(ctx, "another", noon.Add(spentLifetime)))
	})
	t.Run("things of other kinds with the same name are spent each for itself", func(t *testing.T) {
		kinds := map[string]func(context.Context, string, time.Time) error{
			"code": db.SpendCode, "assertion": db.SpendAssertion, "request": db.SpendRequest, "proof": db.SpendProof,
		}
		for _, spend := range kinds {
			ok(t, spend(ctx, "same", noon.Add(spentLifetime)))
		}
		for kind, spend := range kinds {
			if err := spend(ctx, "same", noon.Add(spentLifetime)); !errors.Is(err, authd.ErrConflict) {
				t.Errorf("%s: got %v, want authd.ErrConflict", kind, err)
			}
		}
	})
	// RC-01: of many that use one code at once, one wins.
	t.Run("of racers one wins", func(t *testing.T) {
		for round := range 20 {
			var won, lost atomic.Int64
			id := fmt.Sprint("raced ", round)
			race(racers, func(int) {
				switch err := db.SpendCode(ctx, id, noon.Add(spentLifetime)); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, authd.ErrConflict):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
			equal(t, "winners", won.Load(), 1)
			equal(t, "losers", lost.Load(), racers-1)
		}
	})
	t.Run("a use is forgotten with its code", func(t *testing.T) {
		db := open(t)
		ok(t, db.SpendCode(ctx, "old", noon.Add(spentLifetime)))
		equal(t, "before", sweep(t, db, noon.Add(spentLifetime-time.Millisecond), 100), 0)
		equal(t, "after", sweep(t, db, noon.Add(spentLifetime), 100), 1)
	})
}

func testRevocation(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	alice := aliceSession(t, db, "alice").User
	t.Run("a person is found by an authorization that is not revoked", func(t *testing.T) {
		for _, authorization := range []string{"kept", ""} {
			u, err := db.UserUnlessRevoked(ctx, alice.ID, authorization)
			ok(t, err)
			equal(t, "user", u.ID, alice.ID)
		}
	})
	t.Run("a stranger is absent", func(t *testing.T) {
		_, err := db.UserUnlessRevoked(ctx, "email|nobody", "kept")
		absent(t, err)
	})
	t.Run("a revoked authorization finds nobody, others go on", func(t *testing.T) {
		ok(t, db.RevokeAuthorization(ctx, revocation("lost", noon.Add(time.Hour))))
		_, err := db.UserUnlessRevoked(ctx, alice.ID, "lost")
		absent(t, err)
		_, err = db.UserUnlessRevoked(ctx, alice.ID, "kept")
		ok(t, err)
	})
	t.Run("to revoke again never shortens", func(t *testing.T) {
		ok(t, db.RevokeAuthorization(ctx, revocation("lost", noon.Add(2*time.Hour))))
		ok(t, db.RevokeAuthorization(ctx, revocation("lost", noon.Add(time.Minute))))
		equal(t, "before", sweep(t, db, noon.Add(2*time.Hour-time.Millisecond), 100), 0)
		equal(t, "after", sweep(t, db, noon.Add(2*time.Hour), 100), 1)
	})
}

// RE-19: what shorter lifetimes are set to is nothing to the tokens that are out.
func testRevocationsLast(t *testing.T, open opener) {
	db := open(t)
	for _, lifetime := range []time.Duration{time.Hour, 10 * time.Hour, time.Minute} {
		ok(t, db.RaiseAccessLifetime(t.Context(), lifetime))
	}
	ok(t, db.RevokeAuthorization(t.Context(), revocation("lost", noon.Add(time.Minute))))
	equal(t, "before", sweep(t, db, noon.Add(10*time.Hour-time.Millisecond), 100), 0)
	equal(t, "after", sweep(t, db, noon.Add(10*time.Hour), 100), 1)
}

func revocation(id string, until time.Time) authd.Revocation {
	return authd.Revocation{Authorization: authd.Authorization{ID: id}, Why: authd.EventTokenRevoked, At: noon, Until: until}
}
