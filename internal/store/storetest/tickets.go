package storetest

import (
	"bytes"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

const ticketLifetime = time.Minute

// aliceTicket is a ticket of alice, who is kept on the way.
func aliceTicket(t *testing.T, db *store.DB, hash string) authd.LoginTicket {
	t.Helper()
	user, err := db.FindOrCreateUser(t.Context(), alice())
	ok(t, err)
	return authd.LoginTicket{
		Hash: []byte(hash), User: user, ClientID: "spa", Origin: "https://app.example.com", ID: "co-" + hash,
		CookieHash: []byte("cookie"), VerifierHash: []byte("verifier"), ExpiresAt: noon.Add(ticketLifetime),
	}
}

func testTickets(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	want := aliceTicket(t, db, "first")
	ok(t, db.PutTicket(ctx, want))

	t.Run("looking at a ticket leaves it", func(t *testing.T) {
		for range 2 {
			got, err := db.Ticket(ctx, want.Hash, noon)
			ok(t, err)
			sameTicket(t, got, want)
		}
	})
	t.Run("another hash finds nothing", func(t *testing.T) {
		_, err := db.Ticket(ctx, []byte("other"), noon)
		absent(t, err)
		absent(t, db.TakeTicket(ctx, []byte("other"), noon))
	})
	t.Run("it is over at its end and not before", func(t *testing.T) {
		_, err := db.Ticket(ctx, want.Hash, want.ExpiresAt.Add(-time.Millisecond))
		ok(t, err)
		_, err = db.Ticket(ctx, want.Hash, want.ExpiresAt)
		absent(t, err)
		absent(t, db.TakeTicket(ctx, want.Hash, want.ExpiresAt))
	})
	t.Run("a taken ticket is gone", func(t *testing.T) {
		ok(t, db.TakeTicket(ctx, want.Hash, noon))
		absent(t, db.TakeTicket(ctx, want.Hash, noon))
		_, err := db.Ticket(ctx, want.Hash, noon)
		absent(t, err)
	})
}

func sameTicket(t *testing.T, got, want authd.LoginTicket) {
	t.Helper()
	if !bytes.Equal(got.Hash, want.Hash) || !bytes.Equal(got.CookieHash, want.CookieHash) || !bytes.Equal(got.VerifierHash, want.VerifierHash) {
		t.Errorf("hashes: got %q, want %q", [][]byte{got.Hash, got.CookieHash, got.VerifierHash}, [][]byte{want.Hash, want.CookieHash, want.VerifierHash})
	}
	equal(t, "user", got.User, want.User)
	equal(t, "client", got.ClientID, want.ClientID)
	equal(t, "origin", got.Origin, want.Origin)
	equal(t, "id", got.ID, want.ID)
	equal(t, "end", got.ExpiresAt, want.ExpiresAt)
}

// RC-02, RC-03: one of all who come with a ticket gets in.
func testTicketRaces(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	for range 10 {
		ticket := aliceTicket(t, db, "raced")
		ok(t, db.PutTicket(ctx, ticket))
		var winners atomic.Int64
		race(racers, func(int) {
			if db.TakeTicket(ctx, ticket.Hash, noon) == nil {
				winners.Add(1)
			}
		})
		equal(t, "winners", winners.Load(), 1)
	}
}
