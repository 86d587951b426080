package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"authd/internal/authd"
	"authd/internal/store"
	"authd/internal/store/storetest"
)

func TestRE09_CancelledRequestsLeaveNoConnectionBehind(t *testing.T) {
	db := storetest.Postgres(t)
	var running sync.WaitGroup
	for range 200 {
		running.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			go cancel()
			_ = db.PutChallenge(ctx, authd.Challenge{Slot: "cancelled"}, nil) // may or may not have been faster
		})
	}
	running.Wait()
	// A broken-off transaction is rolled back behind the caller's back, so this
	// takes all there are, and waits for those.
	pool := db.Writer()
	for i := range pool.Stats().MaxOpenConnections {
		conn, err := pool.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if err := conn.PingContext(t.Context()); err != nil {
			t.Errorf("connection %d: %v", i+1, err)
		}
	}
}

// RE-08: a deed PostgreSQL broke off is repeated, three times in all.
func TestRE08_BrokenOffDeedsAreRepeated(t *testing.T) {
	deadlock := &pgconn.PgError{Code: "40P01"}
	serialization := &pgconn.PgError{Code: "40001"}
	other := &pgconn.PgError{Code: "23505"}
	for name, test := range map[string]struct {
		answers []error
		want    error
		runs    int
	}{
		"done at once":              {[]error{nil}, nil, 1},
		"done the second time":      {[]error{deadlock, nil}, nil, 2},
		"done the third time":       {[]error{deadlock, serialization, nil}, nil, 3},
		"given up":                  {[]error{deadlock, deadlock, deadlock}, deadlock, 3},
		"another error is an error": {[]error{other}, other, 1},
	} {
		t.Run(name, func(t *testing.T) {
			runs := 0
			err := store.Again(func() error {
				runs++
				return test.answers[runs-1]
			})
			if !errors.Is(err, test.want) || runs != test.runs {
				t.Errorf("got %v after %d runs, want %v after %d", err, runs, test.want, test.runs)
			}
		})
	}
}
