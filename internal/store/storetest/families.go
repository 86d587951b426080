package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/store"
)

const (
	refreshLifetime = 30 * 24 * time.Hour
	refreshIdle     = 15 * 24 * time.Hour
)

// family is a fresh one of alice's.
func family(id string) authd.RefreshFamily {
	return authd.RefreshFamily{
		Authorization: authd.Authorization{
			ID: id, ClientID: "spa", UserID: "email|alice", SID: "sid-1", Connection: "email",
			Audience: "https://api.example.com", Scope: oauth.Scope{"openid", "offline_access"},
			AuthTime: noon.Add(-time.Hour), AuthTimeDue: true, MaxLifetime: time.Minute, Key: "thumbprint",
			Claims: authd.AskedClaims{Userinfo: "email name", IDToken: "picture", ACR: true},
		},
		CreatedAt: noon, RotatedAt: noon, SeenAt: noon, ExpiresAt: noon.Add(refreshLifetime), Idle: refreshIdle,
	}
}

// next is f after a use that rotates it.
func next(f authd.RefreshFamily, now time.Time) authd.RefreshFamily {
	f.Generation, f.RotatedAt, f.SeenAt = f.Generation+1, now, now
	return f
}

func testFamilies(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	first := family("first")

	t.Run("a family comes back as it went in", func(t *testing.T) {
		ok(t, db.PutFamily(ctx, first, 200))
		sameFamily(t, db, first)
	})
	t.Run("so does one without any end", func(t *testing.T) {
		endless := family("endless")
		endless.ExpiresAt, endless.Idle, endless.AuthTimeDue, endless.Scope = time.Time{}, 0, false, oauth.Scope{"openid"}
		endless.Claims = authd.AskedClaims{}
		ok(t, db.PutFamily(ctx, endless, 200))
		sameFamily(t, db, endless)
		_, err := db.Family(ctx, "endless", noon.AddDate(1000, 0, 0))
		ok(t, err)
	})
	t.Run("an id is taken once", func(t *testing.T) {
		if db.PutFamily(ctx, first, 200) == nil {
			t.Error("two families have one id")
		}
	})
	t.Run("another id finds nothing", func(t *testing.T) {
		_, err := db.Family(ctx, "other", noon)
		absent(t, err)
	})
	t.Run("a use is written down", func(t *testing.T) {
		used := next(first, noon.Add(time.Hour))
		used.Idle = time.Hour
		ok(t, db.RotateFamily(ctx, used, 0))
		sameFamily(t, db, used)
	})
	t.Run("a generation that has passed is used no more", func(t *testing.T) {
		conflict(t, db.RotateFamily(ctx, next(first, noon.Add(time.Hour)), 0))
	})
	// RT-10: revoked is revoked, for the next reader on.
	t.Run("revoking ends it, and twice is no error", func(t *testing.T) {
		ok(t, db.RevokeAuthorization(ctx, revocation("first", noon.Add(time.Hour))))
		ok(t, db.RevokeAuthorization(ctx, revocation("first", noon.Add(time.Hour))))
		_, err := db.Family(ctx, "first", noon)
		absent(t, err)
		conflict(t, db.RotateFamily(ctx, next(next(first, noon), noon), 1))
	})
	// TK-06: a code is used again while its first use still begins the family.
	t.Run("a revoked authorization begins no family", func(t *testing.T) {
		ok(t, db.RevokeAuthorization(ctx, revocation("reused", noon.Add(time.Hour))))
		conflict(t, db.PutFamily(ctx, family("reused"), 200))
		_, err := db.Family(ctx, "reused", noon)
		absent(t, err)
	})
	testFamilyEnds(t, db)
	testSessionFamilies(t, db)
	testFamilyLimit(t, db)
}

// RT-09, RE-19: both ends hold to the millisecond, with the row still there.
func testFamilyEnds(t *testing.T, db *store.DB) {
	ctx := t.Context()
	f := family("ends")
	ok(t, db.PutFamily(ctx, f, 200))
	idleEnd := noon.Add(refreshIdle)

	t.Run("idle is over at its end and not before", func(t *testing.T) {
		_, err := db.Family(ctx, "ends", idleEnd.Add(-time.Millisecond))
		ok(t, err)
		_, err = db.Family(ctx, "ends", idleEnd)
		absent(t, err)
	})
	t.Run("a use after the idle end revives nothing", func(t *testing.T) {
		conflict(t, db.RotateFamily(ctx, next(f, idleEnd), 0))
	})
	t.Run("a use before it moves the idle end, never the absolute one", func(t *testing.T) {
		f = next(f, idleEnd.Add(-time.Millisecond))
		f.Idle = 100 * refreshLifetime
		ok(t, db.RotateFamily(ctx, f, 0))
		_, err := db.Family(ctx, "ends", noon.Add(refreshLifetime-time.Millisecond))
		ok(t, err)
		_, err = db.Family(ctx, "ends", noon.Add(refreshLifetime))
		absent(t, err)
	})
}

// RT-08: a session's families go together, and no others.
func testSessionFamilies(t *testing.T, db *store.DB) {
	ctx := t.Context()
	for id, sid := range map[string]string{"s1": "out", "s2": "out", "s3": "stays", "s4": ""} {
		f := family(id)
		f.SID = sid
		ok(t, db.PutFamily(ctx, f, 200))
	}
	ok(t, db.RevokeSession(ctx, "out"))
	ok(t, db.RevokeSession(ctx, ""))
	for id, lives := range map[string]bool{"s1": false, "s2": false, "s3": true, "s4": true} {
		_, err := db.Family(ctx, id, noon)
		equal(t, id+" lives", err == nil, lives)
	}
}

// RT-13: beyond the limit the oldest go, of this user and this client only.
func testFamilyLimit(t *testing.T, db *store.DB) {
	ctx := t.Context()
	put := func(id, user, client string, at time.Time) {
		f := family(id)
		f.UserID, f.ClientID, f.CreatedAt = user, client, at
		ok(t, db.PutFamily(ctx, f, 3))
	}
	put("another person's", "email|bob", "limited", noon.Add(-time.Hour))
	put("another client's", "email|eve", "spa", noon.Add(-time.Hour))
	for i := range 5 {
		put(fmt.Sprint("limited ", i), "email|eve", "limited", noon.Add(time.Duration(i)*time.Minute))
	}
	var alive []string
	for _, id := range []string{"limited 0", "limited 1", "limited 2", "limited 3", "limited 4", "another person's", "another client's"} {
		if _, err := db.Family(ctx, id, noon); err == nil {
			alive = append(alive, id)
		}
	}
	want := []string{"limited 2", "limited 3", "limited 4", "another person's", "another client's"}
	if !slices.Equal(alive, want) {
		t.Errorf("alive: %q, want %q", alive, want)
	}
}

func testFamilyRaces(t *testing.T, open opener) {
	db := open(t)
	for round := range 5 {
		f := family(fmt.Sprint("raced ", round))
		ok(t, db.PutFamily(t.Context(), f, 200))
		raceRotations(t, db, f)
		raceRevocation(t, db, next(f, noon))
		raceBeginning(t, db, family(fmt.Sprint("begun ", round)))
	}
}

// RC-04: one generation has one successor, however many ask for it.
func raceRotations(t *testing.T, db *store.DB, f authd.RefreshFamily) {
	t.Helper()
	var won atomic.Int64
	race(racers, func(int) {
		switch err := db.RotateFamily(t.Context(), next(f, noon), f.Generation); {
		case err == nil:
			won.Add(1)
		case !errors.Is(err, authd.ErrConflict):
			t.Error(err)
		}
	})
	equal(t, "winners", won.Load(), 1)
	sameFamily(t, db, next(f, noon))
}

// RC-10: a revocation is final, whoever rotates beside it.
func raceRevocation(t *testing.T, db *store.DB, f authd.RefreshFamily) {
	t.Helper()
	race(racers, func(i int) {
		err := error(nil)
		if i == racers/2 {
			err = db.RevokeAuthorization(t.Context(), revocation(f.ID, noon.Add(time.Hour)))
		} else if err = db.RotateFamily(t.Context(), next(f, noon), f.Generation); errors.Is(err, authd.ErrConflict) {
			err = nil
		}
		if err != nil {
			t.Error(err)
		}
	})
	_, err := db.Family(t.Context(), f.ID, noon)
	absent(t, err)
}

// TK-06: so is one that comes while the family begins.
func raceBeginning(t *testing.T, db *store.DB, f authd.RefreshFamily) {
	t.Helper()
	race(2, func(i int) {
		err := error(nil)
		if i == 0 {
			err = db.RevokeAuthorization(t.Context(), revocation(f.ID, noon.Add(time.Hour)))
		} else if err = db.PutFamily(t.Context(), f, 200); errors.Is(err, authd.ErrConflict) {
			err = nil
		}
		if err != nil {
			t.Error(err)
		}
	})
	_, err := db.Family(t.Context(), f.ID, noon)
	absent(t, err)
}

func sameFamily(t *testing.T, db *store.DB, want authd.RefreshFamily) {
	t.Helper()
	got, err := db.Family(t.Context(), want.ID, noon)
	ok(t, err)
	equal(t, "scope", got.Scope.String(), want.Scope.String())
	got.Scope, want.Scope = nil, nil
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
