package store

import (
	"context"
	"database/sql"
	"time"

	"authd/internal/authd"
)

// A Kind of statement.
type Kind string

// The kinds. Whatever runs in a transaction is a Write.
const (
	Read  Kind = "read"
	Write Kind = "write"
)

// A Watcher is told of each statement. It brings the clock: this package has none.
type Watcher interface {
	// Begin may add to ctx, in which the statement then runs.
	Begin(ctx context.Context, k Kind) (context.Context, time.Time)
	End(ctx context.Context, k Kind, began time.Time)
}

// unwatched is nobody.
type unwatched struct{}

func (unwatched) Begin(ctx context.Context, _ Kind) (context.Context, time.Time) {
	return ctx, time.Time{}
}

func (unwatched) End(context.Context, Kind, time.Time) {}

// A Pool is a set of connections to the database.
type Pool struct {
	Name        string // "writer" or "reader"
	InUse, Idle int
	Waited      time.Duration // for a connection, since the start
}

// Pools are those there are: two with SQLite, one with PostgreSQL.
func (db *DB) Pools() []Pool {
	list := []Pool{pool("writer", db.pools.Writer)}
	if db.pools.Reader != db.pools.Writer {
		list = append(list, pool("reader", db.pools.Reader))
	}
	return list
}

func pool(name string, of *sql.DB) Pool {
	s := of.Stats()
	return Pool{Name: name, InUse: s.InUse, Idle: s.Idle, Waited: s.WaitDuration}
}

// The age of a message is that of its challenge. One whose challenge is gone still
// counts.
const backlog = `SELECT COUNT(*), COALESCE(MIN(challenges.created_at), 0)
FROM outbox LEFT JOIN challenges ON challenges.slot = outbox.slot WHERE outbox.expires_at > $1`

// Backlog is what waits in the outbox, without what is not sent any more. It runs
// outside of the statements that are counted: nobody waits for it.
func (db *DB) Backlog(ctx context.Context, now time.Time) (authd.Backlog, error) {
	var b authd.Backlog
	err := db.pools.Reader.QueryRowContext(ctx, backlog, millis(now)).Scan(&b.Waiting, (*millis)(&b.Oldest))
	return b, explain("look at the outbox", err)
}
