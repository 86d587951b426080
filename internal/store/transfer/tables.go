package transfer

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// tables are all that is kept, each after those it refers to. A table named here
// is no text of others, so it may stand in a statement.
var tables = []string{
	"key_ring", "users", "sessions", "session_clients", "challenges", "outbox", "tickets", "counters",
	"spent_codes", "revoked_authorizations", "access_lifetimes", "consents", "refresh_families", "device_codes", "logout_notices",
	"registered_clients", "client_registry", "events",
}

// leftOut are the tables nobody misses: what proves that a database takes writes,
// and what goose and SQLite know of the tables themselves.
var leftOut = []string{"heartbeats", "goose_db_version", "sqlite_sequence"}

// A Table says what one table holds.
type Table struct {
	Name string
	Rows int64
	Sum  Sum
}

// A row is one of a table, in the order of its columns.
type row struct {
	columns []string
	values  []any // nil, bool, int64, string or []byte
}

// each hands over every row of a table.
func each(ctx context.Context, tx *sql.Tx, table string, take func(row) error) error {
	rows, err := tx.QueryContext(ctx, "SELECT * FROM "+table) //nolint:gosec // one of tables
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err has told already
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	for rows.Next() {
		r, err := scan(rows, types)
		if err != nil {
			return err
		}
		if err := take(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

func scan(rows *sql.Rows, types []*sql.ColumnType) (row, error) {
	r := row{columns: make([]string, len(types)), values: make([]any, len(types))}
	places := make([]any, len(types))
	for i := range places {
		r.columns[i], places[i] = types[i].Name(), &r.values[i]
	}
	err := rows.Scan(places...)
	for i, v := range r.values {
		r.values[i] = alike(v, types[i].DatabaseTypeName())
	}
	return r, err
}

// alike is a value as both databases write it. SQLite's driver reads a BOOLEAN as
// a number, and no bytes as nil bytes, which it would write as NULL.
func alike(value any, kind string) any {
	switch v := value.(type) {
	case int64:
		if kind == "BOOLEAN" {
			return v != 0
		}
	case []byte:
		if v == nil {
			return []byte{}
		}
	}
	return value
}

// columnsOf are a table's columns, in order.
func columnsOf(ctx context.Context, tx *sql.Tx, table string) ([]string, error) {
	rows, err := tx.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0") //nolint:gosec // one of tables
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err has told already
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	return columns, rows.Err()
}

// measure counts and sums up a table.
func measure(ctx context.Context, tx *sql.Tx, name string) (Table, error) {
	t := Table{Name: name}
	err := each(ctx, tx, name, func(r row) error {
		t.Rows++
		return t.Sum.add(r)
	})
	if err != nil {
		return t, fmt.Errorf("read %s: %w", name, err)
	}
	return t, nil
}

// empty is an error that says what is there already.
func empty(ctx context.Context, tx *sql.Tx) error {
	var there []string
	for _, name := range tables {
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+name).Scan(&n); err != nil {
			return fmt.Errorf("count %s: %w", name, err)
		}
		if n > 0 {
			there = append(there, fmt.Sprintf("%s (%d)", name, n))
		}
	}
	if len(there) > 0 {
		return fmt.Errorf("storage.dsn: the database is not empty, so nothing was written; it has rows in %s: name a new file or an empty database", strings.Join(there, ", "))
	}
	return nil
}
