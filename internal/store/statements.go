package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"authd/internal/authd"
	"authd/internal/store/engine"
)

// A querier is a pool or a transaction.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A runner runs statements and counts them.
type runner struct {
	on      querier
	kind    Kind
	count   *atomic.Int64
	watch   Watcher
	journal *journal // of a transaction; nil outside of one
}

func (db *DB) read() runner  { return runner{db.reader, Read, &db.reads, db.watch, nil} }
func (db *DB) write() runner { return runner{db.writer, Write, &db.writes, db.watch, nil} }

// longest is how long a deed may take whose caller has set no bound: what goes on
// behind requests must not wait for ever on a connection that is half open.
const longest = 10 * time.Second

func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, longest)
}

// exec runs a statement that returns nothing and reports how many rows it changed.
func (r runner) exec(ctx context.Context, query string, args ...any) (int64, error) {
	ctx, done := bounded(ctx)
	defer done()
	r.count.Add(1)
	ctx, began := r.watch.Begin(ctx, r.kind)
	result, err := r.on.ExecContext(ctx, query, args...)
	r.watch.End(ctx, r.kind, began)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (r runner) row(ctx context.Context, query string, args ...any) *sql.Row {
	r.count.Add(1)
	ctx, began := r.watch.Begin(ctx, r.kind)
	defer r.watch.End(ctx, r.kind, began)
	return r.on.QueryRowContext(ctx, query, args...)
}

func (r runner) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r.count.Add(1)
	ctx, began := r.watch.Begin(ctx, r.kind)
	rows, err := r.on.QueryContext(ctx, query, args...)
	r.watch.End(ctx, r.kind, began)
	return rows, err
}

// atomically runs deed in one transaction. It may run twice or three times, so
// deed must not change anything but the database.
func (db *DB) atomically(ctx context.Context, deed func(runner) error) error {
	ctx, done := bounded(ctx)
	defer done()
	noted := journal{last: &db.events}
	err := again(func() error {
		noted.events = nil
		tx, err := db.pools.Writer.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		on, ended := db.within(tx)
		defer ended(ctx)
		defer func() { _ = tx.Rollback() }() // says only that Commit came first
		if err := deed(runner{on, Write, &db.writes, db.watch, &noted}); err != nil {
			return err
		}
		return tx.Commit()
	})
	if err == nil && db.Tell != nil {
		for _, e := range noted.events {
			db.Tell(e)
		}
	}
	return err
}

// within is where the statements of tx run, and what is to be done when it has
// ended, one way or the other.
func (db *DB) within(tx *sql.Tx) (querier, func(context.Context)) {
	if from, is := db.writer.(*prepared); is {
		t := &preparedTx{Tx: tx, from: from}
		return t, t.learn
	}
	return tx, func(context.Context) {}
}

// again repeats a deed that PostgreSQL broke off so that another could go on.
// Nothing of it was done. There is no need to wait: the other one goes first.
func again(deed func() error) error {
	var err error
	for range 3 {
		if err = deed(); !engine.BrokenOff(err) {
			return err
		}
	}
	return err
}

// explain puts what was being done in front of err, and the shared words for a
// missing row and for an outage in place of the driver's.
func explain(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%s: %w", doing, authd.ErrNotFound)
	case engine.Out(err):
		return fmt.Errorf("%s: %w: %w", doing, authd.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
