package storetest

import (
	"context"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

func testCounts(t *testing.T, open opener) {
	db := open(t)
	session := aliceSession(t, db, "counted")
	put(t, db, session, nil)
	ok(t, db.PutChallenge(t.Context(), challenge("counted"), nil))
	for name, test := range map[string]struct {
		deed func(context.Context) error
		want store.Counts
	}{
		// SE-05, SC-05: silent renewal is one read, and one write a minute.
		"finding a session": {func(ctx context.Context) error {
			_, err := db.Session(ctx, session.Hash, noon)
			return err
		}, store.Counts{Reads: 1}},
		"touching a session": {func(ctx context.Context) error {
			return db.TouchSession(ctx, session.Hash, noon.Add(time.Minute))
		}, store.Counts{Writes: 1}},
		"a wrong code": {func(ctx context.Context) error {
			_, _, err := db.TryChallenge(ctx, "counted", wrongCode, noon)
			return err
		}, store.Counts{Writes: 2}}, // the other is its event, as below
		"a right code": {func(ctx context.Context) error {
			_, _, err := db.TryChallenge(ctx, "counted", rightCode, noon)
			return err
		}, store.Counts{Writes: 1}},
		"a login without a user": {func(ctx context.Context) error {
			_, err := db.FindOrCreateUser(ctx, authd.User{ID: "new", Connection: "email", Identifier: "new@example.com"})
			return err
		}, store.Counts{Writes: 2}},
		"a login of a user": {func(ctx context.Context) error {
			again := alice()
			again.ID = "email|again"
			_, err := db.FindOrCreateUser(ctx, again)
			return err
		}, store.Counts{Writes: 1}},
		"looking at a counter": {func(ctx context.Context) error {
			_, err := db.AddCount(ctx, "counted", 0, noon, noon, noon.Add(time.Hour))
			return err
		}, store.Counts{Reads: 1}},
		"the write path": {db.Ping, store.Counts{Writes: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			before := db.Counts()
			ok(t, test.deed(t.Context()))
			after := db.Counts()
			equal(t, "statements", store.Counts{Reads: after.Reads - before.Reads, Writes: after.Writes - before.Writes}, test.want)
		})
	}
}
