package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

func registration(id string) authd.Registration {
	return authd.Registration{ClientID: id, Metadata: `{"client_name":"` + id + `"}`, TokenHash: []byte("hash of " + id), CreatedAt: noon, UpdatedAt: noon}
}

func revision(t *testing.T, db *store.DB) int64 {
	t.Helper()
	n, err := db.RegistryRevision(t.Context())
	ok(t, err)
	return n
}

func ids(t *testing.T, db *store.DB, after string, limit int) string {
	t.Helper()
	list, err := db.ListRegistrations(t.Context(), after, limit)
	ok(t, err)
	var found []string
	for _, r := range list {
		found = append(found, r.ClientID)
	}
	return strings.Join(found, " ")
}

func testRegistrations(t *testing.T, open opener) {
	db := open(t)
	const many = 100

	t.Run("none is authd.ErrNotFound", func(t *testing.T) {
		_, err := db.Registration(t.Context(), "a")
		absent(t, err)
		absent(t, db.DeleteRegistration(t.Context(), "a"))
		equal(t, "revision", revision(t, db), 0)
	})
	t.Run("it comes back as it was", func(t *testing.T) {
		for _, id := range []string{"c", "a", "b"} {
			ok(t, db.CreateRegistration(t.Context(), registration(id), many))
		}
		got, err := db.Registration(t.Context(), "a")
		ok(t, err)
		equal(t, "metadata", got.Metadata, `{"client_name":"a"}`)
		equal(t, "token hash", string(got.TokenHash), "hash of a")
		equal(t, "created at", got.CreatedAt, noon)
		equal(t, "updated at", got.UpdatedAt, noon)
	})
	t.Run("they are listed in order, by pages", func(t *testing.T) {
		equal(t, "all", ids(t, db, "", 10), "a b c")
		equal(t, "after a", ids(t, db, "a", 1), "b")
	})
	t.Run("an id is taken once", func(t *testing.T) {
		before := revision(t, db)
		if db.CreateRegistration(t.Context(), registration("a"), many) == nil {
			t.Error("it was taken twice")
		}
		equal(t, "revision", revision(t, db), before)
	})
	t.Run("what replaces it is read back", func(t *testing.T) {
		before, after := registration("b"), registration("b")
		after.Metadata, after.TokenHash, after.UpdatedAt = "{}", []byte("another"), noon.Add(time.Hour)
		ok(t, db.ReplaceRegistration(t.Context(), before, after))
		got, err := db.Registration(t.Context(), "b")
		ok(t, err)
		if got.Metadata != "{}" || !bytes.Equal(got.TokenHash, after.TokenHash) || got.CreatedAt != noon || got.UpdatedAt != noon.Add(time.Hour) {
			t.Errorf("got %+v", got)
		}
		if err := db.ReplaceRegistration(t.Context(), before, after); !errors.Is(err, authd.ErrConflict) {
			t.Errorf("as it was read before: %v", err)
		}
	})
}

// testRegistry is about the row that counts.
func testRegistry(t *testing.T, open opener) {
	db := open(t)
	for _, id := range []string{"a", "b", "c"} {
		ok(t, db.CreateRegistration(t.Context(), registration(id), 3))
	}

	t.Run("every change is another revision, and nothing else is", func(t *testing.T) {
		seen := map[int64]bool{revision(t, db): true}
		for name, change := range map[string]func() error{
			"create":  func() error { return db.CreateRegistration(t.Context(), registration("d"), 4) },
			"replace": func() error { return db.ReplaceRegistration(t.Context(), registration("a"), registration("a")) },
			"delete":  func() error { return db.DeleteRegistration(t.Context(), "c") },
		} { // in any order
			ok(t, change())
			if n := revision(t, db); seen[n] {
				t.Errorf("%s left revision %d", name, n)
			}
			seen[revision(t, db)] = true
		}
		before := revision(t, db)
		absent(t, db.DeleteRegistration(t.Context(), "nobody"))
		equal(t, "after nothing was done", revision(t, db), before)
	})
	t.Run("no more than may be", func(t *testing.T) {
		before := revision(t, db) // a, b and d are left
		if err := db.CreateRegistration(t.Context(), registration("e"), 3); !errors.Is(err, authd.ErrFull) {
			t.Errorf("got %v", err)
		}
		equal(t, "revision", revision(t, db), before)
		ok(t, db.DeleteRegistration(t.Context(), "a"))
		ok(t, db.CreateRegistration(t.Context(), registration("e"), 3))
		equal(t, "left", ids(t, db, "", 10), "b d e")
	})
}

// Of many who register at once no more get in than may, and of many who
// change one registration by the same token one does.
func testRegistrationRaces(t *testing.T, open opener) {
	db := open(t)
	const most = racers / 2
	var in, full, won atomic.Int32
	race(racers, func(i int) {
		switch err := db.CreateRegistration(t.Context(), registration(fmt.Sprintf("%02d", i)), most); {
		case err == nil:
			in.Add(1)
		case errors.Is(err, authd.ErrFull):
			full.Add(1)
		default:
			t.Error(err)
		}
	})
	equal(t, "registered", in.Load(), most)
	equal(t, "refused", full.Load(), racers-most)

	one := strings.Fields(ids(t, db, "", 1))[0]
	race(racers, func(i int) {
		after := registration(one)
		after.TokenHash = fmt.Appendf(nil, "racer %d", i)
		switch err := db.ReplaceRegistration(t.Context(), registration(one), after); {
		case err == nil:
			won.Add(1)
		case !errors.Is(err, authd.ErrConflict):
			t.Error(err)
		}
	})
	equal(t, "replaced", won.Load(), 1)
}
