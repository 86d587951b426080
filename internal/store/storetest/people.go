package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

// person is the n-th of many.
func person(n int) authd.User {
	u := alice()
	u.ID, u.Identifier = fmt.Sprintf("email|%024x", n), fmt.Sprintf("%d@example.com", n)
	return u
}

func is(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func testPeople(t *testing.T, open opener) {
	db := open(t)
	kept := func(t *testing.T, want authd.User) {
		t.Helper()
		got, err := db.User(t.Context(), want.ID)
		ok(t, err)
		equal(t, "user", got, want)
	}
	for n := range 5 {
		ok(t, db.CreateUser(t.Context(), person(n)))
	}
	t.Run("a user comes back as it was made", func(t *testing.T) { kept(t, person(1)) })
	t.Run("an id or an address of somebody else is refused", func(t *testing.T) {
		sameID, sameAddress := person(7), person(8)
		sameID.ID, sameAddress.Identifier = person(1).ID, person(1).Identifier
		is(t, db.CreateUser(t.Context(), sameID), authd.ErrTaken)
		is(t, db.CreateUser(t.Context(), sameAddress), authd.ErrTaken)
		kept(t, person(1))
		_, err := db.User(t.Context(), sameAddress.ID)
		absent(t, err)
	})
	changed := person(1)
	t.Run("a change replaces everything but id, connection and creation", func(t *testing.T) {
		u := authd.User{
			ID: "other", Connection: "other", Identifier: "new@example.com", Email: "new@example.com", Name: "New", Nickname: "n", Picture: "https://example.com/n",
			PhoneNumber: "+14155550199", Profile: authd.Profile{Website: "https://example.com"}, UpdatedAt: noon.Add(time.Second),
		}
		ok(t, db.UpdateUser(t.Context(), person(1), u))
		changed = u
		changed.ID, changed.Connection, changed.CreatedAt = person(1).ID, person(1).Connection, noon
		kept(t, changed)
	})
	t.Run("a change to what was read before another change is refused", func(t *testing.T) {
		is(t, db.UpdateUser(t.Context(), person(1), person(1)), authd.ErrConflict)
		is(t, db.UpdateUser(t.Context(), person(9), person(9)), authd.ErrConflict)
		kept(t, changed)
	})
	t.Run("nor can one take the address of somebody else", func(t *testing.T) {
		u := person(2)
		u.Identifier, u.UpdatedAt = person(3).Identifier, noon.Add(time.Second)
		is(t, db.UpdateUser(t.Context(), person(2), u), authd.ErrTaken)
		kept(t, person(2))
	})
	t.Run("pages hold everybody once", func(t *testing.T) { testPages(t, db, changed) })
}

// AD-03: where a page begins is a value and never a piece of a statement.
func testPages(t *testing.T, db *store.DB, second authd.User) {
	t.Helper()
	var ids []string
	for after, more := "", true; more; {
		page, err := db.ListUsers(t.Context(), after, 2)
		ok(t, err)
		for _, u := range page {
			ids = append(ids, u.ID)
			after = u.ID
		}
		more = len(page) == 2
	}
	equal(t, "people", fmt.Sprint(ids), fmt.Sprint([]string{person(0).ID, person(1).ID, person(2).ID, person(3).ID, person(4).ID}))
	nobody, err := db.ListUsers(t.Context(), "zzz' OR '1'='1", 10)
	ok(t, err)
	equal(t, "people after a statement", len(nobody), 0)
	page, err := db.ListUsers(t.Context(), person(0).ID, 1)
	ok(t, err)
	equal(t, "user", page[0], second)
}

// RC-07: of many who change one user as they read it, one does.
func testPeopleRaces(t *testing.T, open opener) {
	db := open(t)
	ok(t, db.CreateUser(t.Context(), person(1)))
	var won atomic.Int64
	race(racers, func(i int) {
		u := person(1)
		u.Name, u.UpdatedAt = fmt.Sprint(i), noon.Add(time.Duration(i+1)*time.Millisecond)
		err := db.UpdateUser(t.Context(), person(1), u)
		if err == nil {
			won.Add(1)
		} else if !errors.Is(err, authd.ErrConflict) {
			t.Error(err)
		}
	})
	equal(t, "changes", won.Load(), 1)
	// LO-11: whoever logs in while their person is deleted leaves nothing behind.
	ok(t, db.CreateUser(t.Context(), alice()))
	race(racers, func(i int) {
		if i == racers/2 {
			if err := db.DeleteUser(t.Context(), alice().ID, noon); err != nil {
				t.Error(err)
			}
			return
		}
		s := authd.Session{
			Hash: []byte(fmt.Sprint(i)), SID: fmt.Sprint(i), User: alice(), Connection: "email",
			AuthTime: noon, SeenAt: noon, ExpiresAt: noon.Add(sessionLifetime), IdleLifetime: idleLifetime,
		}
		_, _ = db.PutSession(t.Context(), s, nil) // an error once the person is gone
	})
	live, err := db.LiveSessions(t.Context(), noon)
	ok(t, err)
	equal(t, "sessions", live["email"], 0)
}

// having gives alice all a person can have.
func having(t *testing.T, db *store.DB) {
	t.Helper()
	session := aliceSession(t, db, "session")
	put(t, db, session, nil)
	takePart(t, db, "session", "listening")
	ok(t, db.PutTicket(t.Context(), aliceTicket(t, db, "ticket")))
	ok(t, db.PutConsent(t.Context(), aliceConsent(t, db, "openid")))
	f := family("family")
	f.UserID = alice().ID
	ok(t, db.PutFamily(t.Context(), f, 10))
	ok(t, db.PutChallenge(t.Context(), challenge("slot"), mail("mail")))
	bob := challenge("bob")
	bob.Address = "bob@example.com"
	ok(t, db.PutChallenge(t.Context(), bob, mail("bob's")))
}

// lost checks that alice's logins are over, and that Bob's is not.
func lost(t *testing.T, db *store.DB) {
	t.Helper()
	_, err := db.Session(t.Context(), []byte("session"), noon)
	absent(t, err)
	equal(t, "told", told(waiting(t, db, noon.Add(time.Second))), "listening sid-session")
	_, err = db.Ticket(t.Context(), []byte("ticket"), noon)
	absent(t, err)
	_, verdict, err := db.Challenge(t.Context(), "slot", noon)
	ok(t, err)
	equal(t, "alice's challenge", verdict, authd.Absent)
	_, verdict, err = db.TryChallenge(t.Context(), "bob", rightCode, noon)
	ok(t, err)
	equal(t, "Bob's code", verdict, authd.Right)
	claims(t, db, noon, "bob's")
}

func block(t *testing.T, db *store.DB, blocked bool) {
	t.Helper()
	before, err := db.User(t.Context(), alice().ID)
	ok(t, err)
	after := before
	after.Blocked, after.UpdatedAt = blocked, before.UpdatedAt.Add(time.Millisecond)
	ok(t, db.UpdateUser(t.Context(), before, after))
}

// AZ-25: to block a person ends their logins, and none begins while it lasts.
func testBlocked(t *testing.T, open opener) {
	db := open(t)
	having(t, db)
	block(t, db, true)
	t.Run("logins are over", func(t *testing.T) { lost(t, db) })
	t.Run("refresh tokens can still be told from unknown ones", func(t *testing.T) {
		_, err := db.Family(t.Context(), "family", noon)
		ok(t, err)
	})
	t.Run("there is nobody behind a token", func(t *testing.T) {
		_, err := db.UserUnlessRevoked(t.Context(), alice().ID, "")
		absent(t, err)
	})
	t.Run("no login that was under way counts", func(t *testing.T) {
		put(t, db, aliceSession(t, db, "session"), nil)
		ok(t, db.PutTicket(t.Context(), aliceTicket(t, db, "ticket")))
		_, err := db.Session(t.Context(), []byte("session"), noon)
		absent(t, err)
		_, err = db.Ticket(t.Context(), []byte("ticket"), noon)
		absent(t, err)
	})
	// PL-20: a code is made as for everybody, is not sent, and is wrong.
	t.Run("a code is not sent, and is wrong", func(t *testing.T) {
		ok(t, db.PutChallenge(t.Context(), challenge("slot"), mail("mail")))
		claims(t, db, noon)
		_, verdict, err := db.TryChallenge(t.Context(), "slot", rightCode, noon)
		ok(t, err)
		equal(t, "tried", verdict, authd.Wrong)
		_, verdict, err = db.TakeChallenge(t.Context(), "slot", rightCode, noon)
		ok(t, err)
		equal(t, "taken", verdict, authd.Wrong)
		_, verdict, err = db.TakeChallengeByLink(t.Context(), "slot", rightLink, noon)
		ok(t, err)
		equal(t, "the link", verdict, authd.Wrong)
	})
	t.Run("to unblock brings nothing back", func(t *testing.T) {
		block(t, db, false)
		u, err := db.User(t.Context(), alice().ID)
		ok(t, err)
		equal(t, "blocked", u.Blocked, false)
		_, err = db.Session(t.Context(), []byte("session"), noon)
		absent(t, err)
		_, err = db.Ticket(t.Context(), []byte("ticket"), noon)
		absent(t, err)
		_, err = db.Family(t.Context(), "family", noon)
		absent(t, err)
	})
	t.Run("who is not blocked keeps what they have when they change", func(t *testing.T) {
		having(t, db)
		block(t, db, false)
		_, err := db.Session(t.Context(), []byte("session"), noon)
		ok(t, err)
		_, err = db.Family(t.Context(), "family", noon)
		ok(t, err)
	})
}

// LO-11: with a person goes all that is theirs.
func testDeleted(t *testing.T, open opener) {
	db := open(t)
	having(t, db)
	ok(t, db.DeleteUser(t.Context(), alice().ID, noon))
	lost(t, db)
	orphan, err := db.Family(t.Context(), "family", noon)
	ok(t, err)
	equal(t, "the family's user", orphan.UserID, "")
	_, err = db.User(t.Context(), alice().ID)
	absent(t, err)
	consent := aliceConsent(t, db, "openid") // keeps alice anew
	_, err = db.Consent(t.Context(), consent.UserID, consent.ClientID, consent.Audience)
	absent(t, err)
	absent(t, db.DeleteUser(t.Context(), "email|nobody", noon))
}
