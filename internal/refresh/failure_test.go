package refresh

import (
	"context"
	"errors"
	"testing"
	"time"

	"authd/internal/authd"
)

// A broken store fails in one of its deeds.
type broken struct {
	Store
	deed string
}

var errDown = errors.New("the database is down")

func (s broken) Family(ctx context.Context, id string, now time.Time) (authd.RefreshFamily, error) {
	if s.deed == "Family" {
		return authd.RefreshFamily{}, errDown
	}
	return s.Store.Family(ctx, id, now)
}

func (s broken) RotateFamily(ctx context.Context, f authd.RefreshFamily, from int) error {
	if s.deed == "RotateFamily" {
		return errDown
	}
	return s.Store.RotateFamily(ctx, f, from)
}

func (s broken) RevokeAuthorization(ctx context.Context, r authd.Revocation) error {
	if s.deed == "RevokeAuthorization" {
		return errDown
	}
	return s.Store.RevokeAuthorization(ctx, r)
}

// RT-14: a revocation that was not kept is an error.
func TestRT14_RevocationNeedsTheStore(t *testing.T) {
	for _, deed := range []string{"Family", "RevokeAuthorization"} {
		b := newBench(t)
		token := b.begin(plan())
		b.Store = broken{b.db, deed}
		if err := b.Revoke(t.Context(), token, "spa", noon); !errors.Is(err, errDown) {
			t.Errorf("%s: got %v", deed, err)
		}
	}
}

// RT-04: whichever statement fails, the token can be used when it works again.
func TestRT04_AFailureLeavesTheTokenUsable(t *testing.T) {
	for _, deed := range []string{"Family", "RotateFamily"} {
		b := newBench(t)
		token := b.begin(plan())
		b.Store = broken{b.db, deed}
		if _, err := b.redeem(token, plan(), noon); !errors.Is(err, errDown) {
			t.Errorf("%s: got %v", deed, err)
		}
		b.Store = b.db
		b.must(token, plan(), noon.Add(24*time.Hour))
	}
	t.Run("an answer that got lost is given again", func(t *testing.T) {
		b := newBench(t)
		token := b.begin(plan())
		lost := b.must(token, plan(), noon)
		if again := b.must(token, plan(), noon.Add(10*time.Second)); again != lost {
			t.Error("another successor")
		}
	})
	t.Run("reuse that cannot be acted on is an error, and found again", func(t *testing.T) {
		b := newBench(t)
		token := b.begin(plan())
		newest := b.must(token, plan(), noon)
		b.Store = broken{b.db, "RevokeAuthorization"}
		if _, err := b.redeem(token, plan(), noon.Add(time.Hour)); !errors.Is(err, errDown) {
			t.Errorf("got %v", err)
		}
		b.Store = b.db
		b.refused(token, plan(), noon.Add(time.Hour))
		b.refused(newest, plan(), noon.Add(time.Hour))
	})
}
