package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A Source says which database to open.
type Source struct {
	Driver string // sqlite or postgres
	DSN    string // a file's path, or a libpq URL or keyword string
	Schema fs.FS  // goose's migrations, which both databases must read
}

// Pools are an open database. They are safe for concurrent use.
type Pools struct {
	Writer *sql.DB   // takes every statement that changes something
	Reader *sql.DB   // the same as Writer with PostgreSQL
	lock   io.Closer // keeps other processes off a SQLite file; nil with PostgreSQL

	Unprepared bool // the driver reads the text of a statement anew each time it runs

	unhurried []string // settings of a transaction that takes its time
}

// Open opens a database and brings its tables up to date. A SQLite file and its
// folder are made where missing, for the owner alone.
//
// Another process that has a SQLite file open this way is an error. Errors name
// the setting and say what to do; they never hold a password.
func Open(ctx context.Context, s Source) (*Pools, error) { return open(ctx, s, lockFile) }

// OpenBeside is Open without keeping others off a SQLite file.
func OpenBeside(ctx context.Context, s Source) (*Pools, error) { return open(ctx, s, shareFile) }

// A claim says that this process may have the file at path, until it is closed.
type claim func(ctx context.Context, path string) (io.Closer, error)

func open(ctx context.Context, s Source, may claim) (*Pools, error) {
	switch s.Driver {
	case "sqlite":
		return openSQLite(ctx, s, may)
	case "postgres":
		return openPostgres(ctx, s)
	}
	return nil, fmt.Errorf("storage.driver: %q is not known; write sqlite or postgres", s.Driver)
}

// Close waits for running statements and closes the database.
func (p *Pools) Close() error {
	var errs []error
	if p.Reader != p.Writer {
		errs = append(errs, p.Reader.Close())
	}
	errs = append(errs, p.Writer.Close()) // last, so that SQLite folds the log into the file
	if p.lock != nil {
		errs = append(errs, p.lock.Close())
	}
	return errors.Join(errs...)
}

// BrokenOff reports whether PostgreSQL undid a transaction so that another could
// go on: deadlock_detected and serialization_failure (PostgreSQL, appendix A).
func BrokenOff(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40P01" || pg.Code == "40001")
}

// Duplicate reports whether a row was refused because another one has its key:
// unique_violation (PostgreSQL, appendix A), or SQLite's two codes for the same.
func Duplicate(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505"
	}
	lite, ok := errors.AsType[*sqlite.Error](err)
	return ok && (lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}
