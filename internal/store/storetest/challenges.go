package storetest

import (
	"bytes"
	"testing"
	"time"

	"authd/internal/authd"
)

const codeLifetime = 10 * time.Minute

var (
	rightCode = []byte("the keyed hash of the right code")
	wrongCode = []byte("the keyed hash of any other code")
	rightLink = []byte("the keyed hash of the right link")
)

// challenge is a fresh one for a slot.
func challenge(slot string) authd.Challenge {
	return authd.Challenge{
		Slot: slot, ID: "id-" + slot, ClientID: "spa", Connection: "email", Address: "alice@example.com",
		CodeHash: rightCode, LinkHash: rightLink, Pending: "sealed", MaxTries: 3,
		CreatedAt: noon, ExpiresAt: noon.Add(codeLifetime),
	}
}

// mail is one for a challenge.
func mail(id string) *authd.Mail {
	return &authd.Mail{ID: id, Body: "sealed " + id, ExpiresAt: noon.Add(codeLifetime)}
}

func testChallenges(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()

	t.Run("an empty slot is absent", func(t *testing.T) {
		_, verdict, err := db.Challenge(ctx, "empty", noon)
		ok(t, err)
		equal(t, "verdict", verdict, authd.Absent)
	})
	t.Run("a challenge comes back as it went in", func(t *testing.T) {
		want := challenge("whole")
		ok(t, db.PutChallenge(ctx, want, nil))
		got, verdict, err := db.Challenge(ctx, "whole", noon)
		ok(t, err)
		equal(t, "verdict", verdict, authd.Right)
		sameChallenge(t, got, want)
	})
	t.Run("it expires to the millisecond, without being swept", func(t *testing.T) { // PL-35, RE-19
		for after, want := range map[time.Duration]authd.Verdict{
			codeLifetime - time.Millisecond: authd.Right,
			codeLifetime:                    authd.Expired,
			24 * time.Hour:                  authd.Expired,
		} {
			_, verdict, err := db.Challenge(ctx, "whole", noon.Add(after))
			ok(t, err)
			equal(t, "verdict after "+after.String(), verdict, want)
		}
	})
	// PL-06: only the newest code is good.
	t.Run("a new challenge replaces all of the old one", func(t *testing.T) {
		ok(t, db.PutChallenge(ctx, challenge("again"), nil))
		_, _, err := db.TryChallenge(ctx, "again", wrongCode, noon)
		ok(t, err)
		want := authd.Challenge{
			Slot: "again", ID: "new", ClientID: "other", Connection: "staff", Address: "bob@example.com",
			CodeHash: []byte("new code"), LinkHash: []byte("new link"), Pending: "new", MaxTries: 5,
			CreatedAt: noon.Add(time.Minute), ExpiresAt: noon.Add(time.Hour),
		}
		ok(t, db.PutChallenge(ctx, want, nil))
		got, verdict, err := db.Challenge(ctx, "again", noon)
		ok(t, err)
		equal(t, "verdict", verdict, authd.Right)
		sameChallenge(t, got, want)
		_, verdict, err = db.TakeChallenge(ctx, "again", rightCode, noon)
		ok(t, err)
		equal(t, "verdict on the old code", verdict, authd.Wrong)
	})
}

func sameChallenge(t *testing.T, got, want authd.Challenge) {
	t.Helper()
	equal(t, "slot", got.Slot, want.Slot)
	equal(t, "id", got.ID, want.ID)
	equal(t, "client", got.ClientID, want.ClientID)
	equal(t, "connection", got.Connection, want.Connection)
	equal(t, "address", got.Address, want.Address)
	equal(t, "pending", got.Pending, want.Pending)
	equal(t, "tries", got.Tries, want.Tries)
	equal(t, "max tries", got.MaxTries, want.MaxTries)
	equal(t, "created_at", got.CreatedAt, want.CreatedAt)
	equal(t, "expires_at", got.ExpiresAt, want.ExpiresAt)
	if !bytes.Equal(got.CodeHash, want.CodeHash) || !bytes.Equal(got.LinkHash, want.LinkHash) {
		t.Errorf("hashes: got %q and %q, want %q and %q", got.CodeHash, got.LinkHash, want.CodeHash, want.LinkHash)
	}
}
