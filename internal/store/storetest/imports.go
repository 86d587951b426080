package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
)

// imported is the n-th person of a file.
func imported(n int) authd.User {
	u := alice()
	u.ID, u.Identifier = fmt.Sprintf("email|%024x", n), fmt.Sprintf("%d@example.com", n)
	u.Email, u.EmailVerified = u.Identifier, n%2 == 0
	u.PhoneNumber, u.PhoneVerified = fmt.Sprintf("+1555010%04d", n), n%2 == 1
	return u
}

func testImports(t *testing.T, open opener) {
	db := open(t)
	are := func(t *testing.T, users []authd.User, want ...authd.Imported) {
		t.Helper()
		got, err := db.ImportUsers(t.Context(), users, noon)
		ok(t, err)
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}

	t.Run("nobody is nothing", func(t *testing.T) { are(t, nil) })
	t.Run("people come back as they went in", func(t *testing.T) {
		are(t, []authd.User{imported(1), imported(2)}, authd.ImportAdded, authd.ImportAdded)
		for n := range 2 {
			got, err := db.User(t.Context(), imported(n+1).ID)
			ok(t, err)
			equal(t, "user", got, imported(n+1))
		}
	})
	t.Run("the second time they are known, and the rest goes on", func(t *testing.T) {
		are(t, []authd.User{imported(1), imported(3), imported(2)}, authd.ImportKnown, authd.ImportAdded, authd.ImportKnown)
	})
	t.Run("what a login changed stays", func(t *testing.T) {
		later := imported(1)
		later.UpdatedAt = noon.Add(time.Hour)
		want, err := db.FindOrCreateUser(t.Context(), later)
		ok(t, err)
		changed := imported(1)
		changed.Name = "Mallory"
		are(t, []authd.User{changed}, authd.ImportKnown)
		got, err := db.User(t.Context(), want.ID)
		ok(t, err)
		equal(t, "user", got, want)
	})
	t.Run("an id of somebody else is contested", func(t *testing.T) {
		taken := imported(1)
		taken.Identifier = "other@example.com"
		are(t, []authd.User{taken, imported(4)}, authd.ImportContested, authd.ImportAdded)
		_, err := db.FindUser(t.Context(), "email", "other@example.com")
		absent(t, err)
	})
	t.Run("an address of somebody else is contested", func(t *testing.T) {
		taken := imported(1)
		taken.ID = "auth0|other"
		are(t, []authd.User{taken}, authd.ImportContested)
		_, err := db.User(t.Context(), taken.ID)
		absent(t, err)
	})
	t.Run("the same line twice in one batch is one person", func(t *testing.T) {
		are(t, []authd.User{imported(5), imported(5)}, authd.ImportAdded, authd.ImportKnown)
	})
	t.Run("broken off, none of a batch is kept", func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := db.ImportUsers(ctx, []authd.User{imported(6)}, noon); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		_, err := db.User(t.Context(), imported(6).ID)
		absent(t, err)
	})
}

// RC-07: files imported at once, whatever their order, add each person once.
func testImportRaces(t *testing.T, open opener) {
	db := open(t)
	const people, importers = 40, 6
	var added atomic.Int64
	race(importers, func(i int) {
		users := make([]authd.User, people)
		for n := range users {
			users[n] = imported((n*[]int{1, 3, 7, 9, 11, 39}[i] + i) % people)
		}
		results, err := db.ImportUsers(t.Context(), users, noon)
		if err != nil {
			t.Error(err)
		}
		for _, r := range results {
			if r == authd.ImportAdded {
				added.Add(1)
			}
		}
	})
	equal(t, "people added", added.Load(), people)
}
