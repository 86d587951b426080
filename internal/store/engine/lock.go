package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A processLock keeps a second authd off a SQLite file: each would take itself
// for the only writer, key rotator and mail sender. It is an empty database
// beside the file in which an exclusive transaction stays open, so that it works
// wherever SQLite does, and a process that dies lets go.
type processLock struct {
	pool *sql.DB
}

func lockFile(ctx context.Context, path string) (io.Closer, error) {
	beside := path + ".lock"
	if err := create(beside); err != nil {
		return nil, err
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(beside)}
	pool, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("storage.dsn: open %s: %w", beside, err)
	}
	pool.SetMaxOpenConns(1) // the transaction lives and dies with this connection
	if _, err := pool.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		return nil, errors.Join(refused(path, err), pool.Close())
	}
	return &processLock{pool}, nil
}

// shareFile is for a command that looks in beside a running server.
func shareFile(context.Context, string) (io.Closer, error) { return io.NopCloser(nil), nil }

func refused(path string, err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return fmt.Errorf("storage.dsn: %s is in use by another authd; stop that one first, or use PostgreSQL to run several", path)
	}
	return fmt.Errorf("storage.dsn: lock %s.lock: %w", path, err)
}

// Close lets the next process have the file.
func (l *processLock) Close() error { return l.pool.Close() }
