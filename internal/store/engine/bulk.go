package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
)

// unhurried lifts the limits of postgresParams for one transaction.
var unhurried = []string{"SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0"}

// Snapshot begins a transaction that reads the database as it is at one moment,
// however long that takes, and holds up nobody who writes.
func (p *Pools) Snapshot(ctx context.Context) (*sql.Tx, error) {
	return p.begin(ctx, p.Reader, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// Bulk begins a transaction that may write for a long time.
func (p *Pools) Bulk(ctx context.Context) (*sql.Tx, error) {
	return p.begin(ctx, p.Writer, nil)
}

func (p *Pools) begin(ctx context.Context, pool *sql.DB, how *sql.TxOptions) (*sql.Tx, error) {
	tx, err := pool.BeginTx(ctx, how)
	if err != nil {
		return nil, err
	}
	for _, setting := range p.unhurried {
		if _, err := tx.ExecContext(ctx, setting); err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
	}
	return tx, nil
}

// Version is that of the last migration the tables have.
func (p *Pools) Version(ctx context.Context) (int64, error) {
	var version int64
	err := p.Reader.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read the version of the tables: %w", err)
	}
	return version, nil
}

// OpenCopy opens a SQLite file that nobody writes, to read it. The file stays as
// it is, whatever version its tables have, and nothing is made beside it.
func OpenCopy(path string) (*Pools, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	query := url.Values{"mode": {"ro"}, "immutable": {"1"}}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	pool, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &Pools{Writer: pool, Reader: pool}, nil
}
