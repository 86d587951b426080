package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
)

// A DB is an open database. It is safe for concurrent use.
type DB struct {
	writer *sql.DB   // takes every statement that changes something
	reader *sql.DB   // the same as writer with PostgreSQL
	lock   io.Closer // keeps other processes off a SQLite file; nil with PostgreSQL
	reads  atomic.Int64
	writes atomic.Int64
}

// Counts are the statements a DB has run since it was opened.
type Counts struct {
	Reads  int64 // outside of transactions
	Writes int64 // and whatever ran in a transaction with one
}

// Open opens the database and brings its tables up to date. The driver is
// "sqlite", with a file's path as dsn (file and folder are made where missing,
// for the owner alone), or "postgres", with a libpq URL or keyword string.
//
// Another process that has a SQLite file open this way is an error. Errors name
// the setting and say what to do; they never hold a password.
func Open(ctx context.Context, driver, dsn string) (*DB, error) {
	return open(ctx, driver, dsn, lockFile)
}

// OpenBeside is Open for a command that does one thing while a server may have
// the same SQLite file: what it does must be right for several writers, as
// swapping the key ring is.
func OpenBeside(ctx context.Context, driver, dsn string) (*DB, error) {
	return open(ctx, driver, dsn, shareFile)
}

func open(ctx context.Context, driver, dsn string, claim func(context.Context, string) (io.Closer, error)) (*DB, error) {
	switch driver {
	case "sqlite":
		return openSQLite(ctx, dsn, claim)
	case "postgres":
		return openPostgres(ctx, dsn)
	}
	return nil, fmt.Errorf("storage.driver: %q is not known; write sqlite or postgres", driver)
}

// Close waits for running statements and closes the database.
func (db *DB) Close() error {
	var errs []error
	if db.reader != db.writer {
		errs = append(errs, db.reader.Close())
	}
	errs = append(errs, db.writer.Close()) // last, so that SQLite folds the log into the file
	if db.lock != nil {
		errs = append(errs, db.lock.Close())
	}
	return errors.Join(errs...)
}

// Counts returns how many statements ran so far.
func (db *DB) Counts() Counts {
	return Counts{Reads: db.reads.Load(), Writes: db.writes.Load()}
}

const beat = `INSERT INTO heartbeats (id, n) VALUES (1, 1)
ON CONFLICT (id) DO UPDATE SET n = heartbeats.n + 1`

// Ping writes one small row. A full disk, a read-only file and a lost server
// show; a mere connection test would miss the first two.
func (db *DB) Ping(ctx context.Context) error {
	if _, err := db.write().exec(ctx, beat); err != nil {
		return fmt.Errorf("write to the database: %w", err)
	}
	return nil
}
