package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqliteReaders is how many reads run beside the one writer.
const sqliteReaders = 4

// What SQLite needs so that an answered request survives a power cut. They are
// part of the address, so that every connection of a pool has them.
var sqlitePragmas = []string{
	"busy_timeout(5000)",
	"journal_mode(WAL)",
	"synchronous(FULL)", // NORMAL may lose the last commits (sqlite.org/wal.html)
	"foreign_keys(ON)",
	// A backup reads for long, and meanwhile the log grows; afterwards it is cut.
	"journal_size_limit(16777216)",
}

// openSQLite opens a file, once this process may have it.
func openSQLite(ctx context.Context, s Source, may claim) (*Pools, error) {
	path := s.DSN
	if path == "" || path == ":memory:" || strings.HasPrefix(path, "file:") {
		return nil, fmt.Errorf("storage.dsn: %q is not a file's path; write one like data/authd.db", path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("storage.dsn: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("storage.dsn: make the database's folder: %w", err)
	}
	lock, err := may(ctx, path)
	if err != nil {
		return nil, err
	}
	pools, err := openSQLiteFile(ctx, path, s.Schema)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	pools.lock = lock
	return pools, nil
}

func openSQLiteFile(ctx context.Context, path string, schema fs.FS) (*Pools, error) {
	if err := create(path); err != nil {
		return nil, err
	}
	writer, err := sqlitePool(path, 1)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, tables{goose.DialectSQLite3, writer, schema}); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), writer.Close())
	}
	reader, err := sqlitePool(path, sqliteReaders, "query_only(ON)")
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return &Pools{Writer: writer, Reader: reader, Unprepared: true}, nil
}

// sqlitePool opens a pool of connections that stay: opening one costs more than
// any statement here.
func sqlitePool(path string, size int, more ...string) (*sql.DB, error) {
	query := url.Values{"_pragma": append(more, sqlitePragmas...), "_txlock": {"immediate"}}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	pool, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("storage.dsn: open %s: %w", path, err)
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool, nil
}

// create makes an empty file for the owner alone; SQLite gives its log files
// the same mode. An existing file is not even opened: closing it again would
// drop the locks this process has on it (POSIX, fcntl).
func create(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("storage.dsn: make the database file: %w", err)
	}
	return file.Close()
}
