package transfer

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// The contents of a backup are one row a table, by which it is known whether the
// backup is still what was written.
const (
	createContents = `CREATE TABLE backup_contents (name TEXT NOT NULL PRIMARY KEY, row_count BIGINT NOT NULL, checksum TEXT NOT NULL)`
	putContents    = `INSERT INTO backup_contents (name, row_count, checksum) VALUES ($1, $2, $3)`
	readContents   = `SELECT name, row_count, checksum FROM backup_contents`
	hasTable       = `SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = $1`
)

func writeContents(ctx context.Context, tx *sql.Tx, done []Table) error {
	if _, err := tx.ExecContext(ctx, createContents); err != nil {
		return err
	}
	for _, t := range done {
		if _, err := tx.ExecContext(ctx, putContents, t.Name, t.Rows, t.Sum.String()); err != nil {
			return err
		}
	}
	return nil
}

// An entry is what the contents say of one table.
type entry struct {
	name, checksum string
	rows           int64
}

func contents(ctx context.Context, tx *sql.Tx) ([]entry, error) {
	rows, err := tx.QueryContext(ctx, readContents)
	if err != nil {
		return nil, fmt.Errorf("read its contents: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err has told already
	var entries []entry
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.name, &e.rows, &e.checksum); err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, rows.Err()
}

// check is an error where a table is not what the contents say.
func check(ctx context.Context, tx *sql.Tx) error {
	entries, err := contents(ctx, tx)
	if err != nil {
		return err
	}
	if err := unlisted(ctx, tx, entries); err != nil {
		return err
	}
	for _, e := range entries {
		if !slices.Contains(tables, e.name) {
			return fmt.Errorf("its contents name a table %q, which this authd does not know", e.name)
		}
		t, err := measure(ctx, tx, e.name)
		if err != nil {
			return err
		}
		if t.Rows != e.rows || t.Sum.String() != e.checksum {
			return fmt.Errorf("%s has %d rows with checksum %s, and had %d with %s when it was written", t.Name, t.Rows, t.Sum, e.rows, e.checksum)
		}
	}
	return nil
}

// unlisted is an error where the backup has a table of which its contents say
// nothing. A table that came later is in neither.
func unlisted(ctx context.Context, tx *sql.Tx, entries []entry) error {
	for _, name := range tables {
		if slices.ContainsFunc(entries, func(e entry) bool { return e.name == name }) {
			continue
		}
		var n int
		if err := tx.QueryRowContext(ctx, hasTable, name).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("its contents do not name the table %s", name)
		}
	}
	return nil
}
