package store

import (
	"context"
	"database/sql"
	"errors"

	"authd/internal/authd"
)

const (
	loadKeys  = `SELECT version, sealed FROM key_ring WHERE id = 1`
	firstKeys = `INSERT INTO key_ring (id, version, sealed) VALUES (1, 1, $1) ON CONFLICT (id) DO NOTHING`
	swapKeys  = `UPDATE key_ring SET version = version + 1, sealed = $2 WHERE id = 1 AND version = $1`
)

// LoadKeys returns the sealed key ring and its version; 0 and "" before the
// first SwapKeys.
func (db *DB) LoadKeys(ctx context.Context) (int64, string, error) {
	var version int64
	var sealed string
	err := db.read().row(ctx, loadKeys).Scan(&version, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	return version, sealed, explain("load the key ring", err)
}

// SwapKeys replaces the key ring if its version is still old (0: there is none
// yet); the new version is old+1, and e tells of it in the audit log. It errs with
// authd.ErrConflict when another process was faster, whose ring is then the one to
// load.
func (db *DB) SwapKeys(ctx context.Context, old int64, sealed string, e authd.Event) error {
	statement, args := swapKeys, []any{old, sealed}
	if old == 0 {
		statement, args = firstKeys, []any{sealed}
	}
	err := db.atomically(ctx, func(tx runner) error {
		changed, err := tx.exec(ctx, statement, args...)
		switch {
		case err != nil:
			return err
		case changed == 0:
			return authd.ErrConflict
		}
		return tx.note(ctx, e)
	})
	return explain("swap the key ring", err)
}
