package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"sync/atomic"

	"authd/internal/authd"
	"authd/internal/store/engine"
)

//go:embed migrations/*.sql
var migrations embed.FS

// A DB is an open database. It is safe for concurrent use.
type DB struct {
	// Tell is told of every event once it is kept; nil: nobody is. It must not
	// block, and is set before the first deed.
	Tell   func(authd.Event)
	pools  *engine.Pools
	reader querier
	writer querier
	watch  Watcher
	reads  atomic.Int64
	writes atomic.Int64
	events atomic.Uint32 // written so far
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
	return open(ctx, driver, dsn, engine.Open)
}

// OpenBeside is Open for a command that does one thing while a server may have
// the same SQLite file: what it does must be right for several writers, as
// swapping the key ring is.
func OpenBeside(ctx context.Context, driver, dsn string) (*DB, error) {
	return open(ctx, driver, dsn, engine.OpenBeside)
}

// Out reports whether Open failed because a database server cannot be reached, or
// is starting or full, so that trying again may help.
func Out(err error) bool { return engine.Out(err) }

// Source names a database with the tables of this package, for package transfer.
func Source(driver, dsn string) (engine.Source, error) {
	schema, err := fs.Sub(migrations, "migrations")
	return engine.Source{Driver: driver, DSN: dsn, Schema: schema}, err
}

func open(ctx context.Context, driver, dsn string, way func(context.Context, engine.Source) (*engine.Pools, error)) (*DB, error) {
	source, err := Source(driver, dsn)
	if err != nil {
		return nil, err
	}
	pools, err := way(ctx, source)
	if err != nil {
		return nil, err
	}
	return &DB{pools: pools, reader: ready(pools, pools.Reader), writer: ready(pools, pools.Writer), watch: unwatched{}}, nil
}

// ready is pool, with its statements prepared where the driver does not do that.
func ready(pools *engine.Pools, pool *sql.DB) querier {
	if pools.Unprepared {
		return &prepared{pool: pool}
	}
	return pool
}

// Watch lets w know of each statement. It comes before the first deed.
func (db *DB) Watch(w Watcher) { db.watch = w }

// Close waits for running statements and closes the database.
func (db *DB) Close() error { return db.pools.Close() }

// Counts returns how many statements ran so far.
func (db *DB) Counts() Counts {
	return Counts{Reads: db.reads.Load(), Writes: db.writes.Load()}
}

const beat = `INSERT INTO heartbeats (id, n) VALUES (1, 1)
ON CONFLICT (id) DO UPDATE SET n = heartbeats.n + 1`

// Ping writes one small row. A full disk, a read-only file and a lost server
// show; a mere connection test would miss the first two.
func (db *DB) Ping(ctx context.Context) error {
	_, err := db.write().exec(ctx, beat)
	return explain("write to the database", err)
}
