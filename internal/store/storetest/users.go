package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

// alice is a user as a login makes one.
func alice() authd.User {
	return authd.User{
		ID: "email|0123456789abcdef01234567", Connection: "email", Identifier: "alice@example.com",
		Email: "alice@example.com", EmailVerified: true, PhoneNumber: "+14155550123", PhoneVerified: true, Name: "alice@example.com", Nickname: "alice",
		Picture: "https://example.com/a.png", Profile: authd.Profile{GivenName: "Alice", Locale: "en-GB", Address: authd.Address{Formatted: "1 Long Lane\nLondon"}},
		CreatedAt: noon, UpdatedAt: noon,
	}
}

func testUsers(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()

	t.Run("nobody is authd.ErrNotFound", func(t *testing.T) {
		_, err := db.FindUser(ctx, "email", "alice@example.com")
		absent(t, err)
		_, err = db.User(ctx, alice().ID)
		absent(t, err)
	})
	t.Run("a user comes back as it went in", func(t *testing.T) {
		made, err := db.FindOrCreateUser(ctx, alice())
		ok(t, err)
		equal(t, "made", made, alice())
		found, err := db.FindUser(ctx, "email", "alice@example.com")
		ok(t, err)
		equal(t, "found", found, alice())
		loaded, err := db.User(ctx, alice().ID)
		ok(t, err)
		equal(t, "loaded", loaded, alice())
	})
	t.Run("a later login keeps id and profile and moves updated_at", func(t *testing.T) {
		later := alice()
		later.ID, later.Name, later.UpdatedAt = "email|other", "Mallory", noon.Add(time.Hour)
		want := alice()
		want.UpdatedAt = later.UpdatedAt
		got, err := db.FindOrCreateUser(ctx, later)
		ok(t, err)
		equal(t, "user", got, want)
	})
	t.Run("a login that comes in late does not move updated_at back", func(t *testing.T) {
		got, err := db.FindOrCreateUser(ctx, alice())
		ok(t, err)
		equal(t, "updated_at", got.UpdatedAt, noon.Add(time.Hour))
	})
	t.Run("a proved address is verified, and stays so", func(t *testing.T) {
		for _, proves := range []struct{ email, phone bool }{{}, {email: true}, {phone: true}, {}} {
			bob := alice()
			bob.ID, bob.Identifier, bob.EmailVerified, bob.PhoneVerified = "email|bob", "bob@example.com", proves.email, proves.phone
			before, err := db.FindUser(ctx, "email", bob.Identifier)
			if err != nil {
				absent(t, err)
			}
			got, err := db.FindOrCreateUser(ctx, bob)
			ok(t, err)
			equal(t, "email_verified", got.EmailVerified, before.EmailVerified || proves.email)
			equal(t, "phone_verified", got.PhoneVerified, before.PhoneVerified || proves.phone)
		}
	})
	t.Run("one address at two connections is two users", func(t *testing.T) {
		other := alice()
		other.ID, other.Connection = "staff|1", "staff"
		got, err := db.FindOrCreateUser(ctx, other)
		ok(t, err)
		equal(t, "id", got.ID, "staff|1")
	})
	testSignUpRace(t, db)
}

// RC-07: sign-ups of one address at once make one user, and all log in to it.
func testSignUpRace(t *testing.T, db *store.DB) {
	t.Run("of many sign-ups one is kept", func(t *testing.T) {
		var mu sync.Mutex
		ids := map[string]int{}
		race(racers, func(i int) {
			u := alice()
			u.ID, u.Identifier = fmt.Sprint("email|", i), "race@example.com"
			got, err := db.FindOrCreateUser(t.Context(), u)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			ids[got.ID]++
		})
		if len(ids) != 1 {
			t.Errorf("%d sign-ups got %d different users: %v", racers, len(ids), ids)
		}
	})
}
