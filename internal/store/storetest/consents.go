package storetest

import (
	"fmt"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/store"
)

// aliceConsent is alice's answer to a client; she is kept on the way.
func aliceConsent(t *testing.T, db *store.DB, scope ...string) authd.Consent {
	t.Helper()
	user, err := db.FindOrCreateUser(t.Context(), alice())
	ok(t, err)
	return authd.Consent{UserID: user.ID, ClientID: "third", Audience: "https://api.example.com", Scope: scope, GivenAt: noon}
}

func testConsents(t *testing.T, open opener) {
	db := open(t)
	first := aliceConsent(t, db, "read", "openid")
	has := func(t *testing.T, c authd.Consent, scope string, at time.Time) {
		t.Helper()
		got, err := db.Consent(t.Context(), c.UserID, c.ClientID, c.Audience)
		ok(t, err)
		equal(t, "scope", got.Scope.String(), scope)
		equal(t, "given at", got.GivenAt, at)
	}

	t.Run("none is authd.ErrNotFound", func(t *testing.T) {
		_, err := db.Consent(t.Context(), first.UserID, first.ClientID, first.Audience)
		absent(t, err)
	})
	t.Run("it comes back in order", func(t *testing.T) {
		ok(t, db.PutConsent(t.Context(), first))
		has(t, first, "openid read", noon)
	})
	t.Run("a later one adds to it", func(t *testing.T) {
		later := aliceConsent(t, db, "write")
		later.GivenAt = noon.Add(time.Hour)
		ok(t, db.PutConsent(t.Context(), later))
		has(t, first, "openid read write", noon.Add(time.Hour))
	})
	t.Run("one that comes in late does not move the time back", func(t *testing.T) {
		ok(t, db.PutConsent(t.Context(), first))
		has(t, first, "openid read write", noon.Add(time.Hour))
	})
	t.Run("without any scope it is still an answer", func(t *testing.T) {
		bare := aliceConsent(t, db)
		bare.Audience = ""
		ok(t, db.PutConsent(t.Context(), bare))
		has(t, bare, "", noon)
	})
	t.Run("user, client and audience are each apart", func(t *testing.T) {
		for _, key := range [][3]string{{"email|other", "third", first.Audience}, {first.UserID, "fourth", first.Audience}, {first.UserID, "third", "https://other.example.com"}} {
			_, err := db.Consent(t.Context(), key[0], key[1], key[2])
			absent(t, err)
		}
	})
	t.Run("of nobody none is kept", func(t *testing.T) {
		orphan := first
		orphan.UserID = "email|nobody"
		if db.PutConsent(t.Context(), orphan) == nil {
			t.Error("a consent of nobody was kept")
		}
	})
}

// RC-06: answers given at once add up and none is lost.
func testConsentRaces(t *testing.T, open opener) {
	db := open(t)
	c := aliceConsent(t, db)
	race(racers, func(i int) {
		mine := c
		mine.Scope = oauth.Scope{"common", fmt.Sprintf("own %02d", i)}
		if err := db.PutConsent(t.Context(), mine); err != nil {
			t.Error(err)
		}
	})
	got, err := db.Consent(t.Context(), c.UserID, c.ClientID, c.Audience)
	ok(t, err)
	equal(t, "scopes", len(got.Scope), racers+1)
}
