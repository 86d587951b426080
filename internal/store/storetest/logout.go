package storetest

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

func takePart(t *testing.T, db *store.DB, hash string, clients ...string) {
	t.Helper()
	for _, c := range clients {
		ok(t, db.PutSessionClient(t.Context(), []byte(hash), c))
	}
}

// bobsSession is aliceSession for somebody else.
func bobsSession(t *testing.T, db *store.DB, hash string) authd.Session {
	t.Helper()
	s, bob := aliceSession(t, db, hash), alice()
	bob.ID, bob.Identifier = "email|b0b", "bob@example.com"
	user, err := db.FindOrCreateUser(t.Context(), bob)
	ok(t, err)
	s.User = user
	return s
}

// told are the notices as "client sid", in order.
func told(notices []authd.LogoutNotice) string {
	var list []string
	for _, n := range notices {
		list = append(list, n.ClientID+" "+n.SID)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// waiting are the notices a worker gets at now.
func waiting(t *testing.T, db *store.DB, now time.Time) []authd.LogoutNotice {
	t.Helper()
	notices, err := db.ClaimNotices(t.Context(), now, lease, 10)
	ok(t, err)
	return notices
}

func testLogout(t *testing.T, open opener) {
	t.Run("a session knows its clients, once each", func(t *testing.T) {
		db := open(t)
		put(t, db, aliceSession(t, db, "a"), nil)
		takePart(t, db, "a", "one", "two words", "one")
		s, err := db.Session(t.Context(), []byte("a"), noon)
		ok(t, err)
		slices.Sort(s.Clients)
		equal(t, "clients", strings.Join(s.Clients, ","), "one,two words")
	})
	t.Run("nobody takes part in a session that is over", func(t *testing.T) {
		db := open(t)
		put(t, db, aliceSession(t, db, "a"), nil)
		leave(t, db, "a")
		takePart(t, db, "a", "one")
		put(t, db, aliceSession(t, db, "a"), nil)
		equal(t, "told", told(leave(t, db, "a")), "")
	})
	t.Run("the end is told to each, by the caller and then by anyone", func(t *testing.T) {
		db := open(t)
		put(t, db, aliceSession(t, db, "a"), nil)
		takePart(t, db, "a", "one", "two")
		notices := leave(t, db, "a")
		equal(t, "told", told(notices), "one sid-a, two sid-a")
		equal(t, "told twice", told(leave(t, db, "a")), "")
		equal(t, "waiting at once", told(waiting(t, db, noon.Add(time.Minute-time.Millisecond))), "")
		ok(t, db.DropNotice(t.Context(), notices[0].ID))
		left := waiting(t, db, noon.Add(time.Minute))
		if len(left) != 1 || left[0] != notices[1] {
			t.Errorf("left %v, want %v", left, notices[1])
		}
		equal(t, "user", left[0].UserID, aliceSession(t, db, "a").User.ID)
	})
	testLogoutEverywhere(t, open)
	testRenewedSessions(t, open)
	testNotices(t, open)
}

func testLogoutEverywhere(t *testing.T, open opener) {
	t.Run("all of a person's sessions end, and nobody else's", func(t *testing.T) {
		db := open(t)
		others := bobsSession(t, db, "other")
		for _, s := range []authd.Session{aliceSession(t, db, "a"), aliceSession(t, db, "b"), others} {
			put(t, db, s, nil)
			takePart(t, db, string(s.Hash), "one")
		}
		notices, err := db.EndSessionsOf(t.Context(), aliceSession(t, db, "a").User.ID, noon)
		ok(t, err)
		equal(t, "told", told(notices), "one sid-a, one sid-b")
		for hash, want := range map[string]bool{"a": false, "b": false, "other": true} {
			_, err := db.Session(t.Context(), []byte(hash), noon)
			equal(t, "session "+hash, err == nil, want)
		}
	})
	t.Run("the refresh tokens of a person's sessions end, and no others", func(t *testing.T) {
		db := open(t)
		for id, s := range map[string]authd.Session{"f1": aliceSession(t, db, "a"), "f2": aliceSession(t, db, "b"), "f3": bobsSession(t, db, "other")} {
			put(t, db, s, nil)
			f := family(id)
			f.SID = s.SID
			ok(t, db.PutFamily(t.Context(), f, 200))
		}
		f := family("f4")
		f.SID = ""
		ok(t, db.PutFamily(t.Context(), f, 200))
		ok(t, db.RevokeSessionsOf(t.Context(), aliceSession(t, db, "a").User.ID))
		for id, want := range map[string]bool{"f1": false, "f2": false, "f3": true, "f4": true} {
			_, err := db.Family(t.Context(), id, noon)
			equal(t, id+" lives", err == nil, want)
		}
	})
}

func testRenewedSessions(t *testing.T, open opener) {
	t.Run("who logs in again keeps sid and clients", func(t *testing.T) {
		db := open(t)
		put(t, db, aliceSession(t, db, "a"), nil)
		takePart(t, db, "a", "one")
		again := aliceSession(t, db, "b")
		again.AuthTime = noon.Add(time.Hour)
		equal(t, "sid", put(t, db, again, []byte("a")), "sid-a")
		s, err := db.Session(t.Context(), []byte("b"), noon)
		ok(t, err)
		equal(t, "auth_time", s.AuthTime, again.AuthTime)
		equal(t, "told", told(leave(t, db, "b")), "one sid-a")
	})
	t.Run("a session that had ended does not go on", func(t *testing.T) {
		db := open(t)
		put(t, db, aliceSession(t, db, "a"), nil)
		late := aliceSession(t, db, "b")
		late.AuthTime, late.SeenAt, late.ExpiresAt = noon.Add(idleLifetime), noon.Add(idleLifetime), noon.Add(2*sessionLifetime)
		equal(t, "sid", put(t, db, late, []byte("a")), "sid-b")
	})
	t.Run("another person's ends, and its clients are told", func(t *testing.T) {
		db := open(t)
		put(t, db, aliceSession(t, db, "a"), nil)
		takePart(t, db, "a", "one")
		equal(t, "sid", put(t, db, bobsSession(t, db, "b"), []byte("a")), "sid-b")
		equal(t, "told", told(waiting(t, db, noon)), "one sid-a")
	})
}

func testNotices(t *testing.T, open opener) {
	t.Run("one that failed comes again with its tries, until it is dead", func(t *testing.T) {
		db := open(t)
		put(t, db, aliceSession(t, db, "a"), nil)
		takePart(t, db, "a", "one")
		n := leave(t, db, "a")[0]
		ok(t, db.DelayNotice(t.Context(), n.ID, noon.Add(5*time.Second)))
		equal(t, "too early", len(waiting(t, db, noon.Add(4*time.Second))), 0)
		got := waiting(t, db, noon.Add(5*time.Second))
		if len(got) != 1 || got[0].Tries != 1 {
			t.Errorf("claimed %v, want one tried once", got)
		}
		equal(t, "leased", len(waiting(t, db, noon.Add(5*time.Second))), 0)
		equal(t, "dead", len(waiting(t, db, n.ExpiresAt)), 0)
		equal(t, "swept", sweep(t, db, n.ExpiresAt, 10), 1)
	})
}

// LO-05: of many who end a session at once, one gets what its clients are told.
func testLogoutRaces(t *testing.T, open opener) {
	db := open(t)
	put(t, db, aliceSession(t, db, "a"), nil)
	takePart(t, db, "a", "one")
	var mu sync.Mutex
	var all []authd.LogoutNotice
	race(racers, func(int) {
		notices, err := db.EndSession(t.Context(), []byte("a"), noon)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, notices...)
	})
	equal(t, "told", told(all), "one sid-a")
}
