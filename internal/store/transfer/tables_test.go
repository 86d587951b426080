package transfer

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"testing"

	"authd/internal/store"
	"authd/internal/store/engine"
	"authd/internal/store/storetest"
)

// A new table is taken along, or its author says here that nobody misses it.
func TestEveryTableIsTakenAlong(t *testing.T) {
	for driver, test := range map[string]struct{ dsn, names string }{
		"sqlite":   {filepath.Join(t.TempDir(), "authd.db"), "SELECT name FROM sqlite_schema WHERE type = 'table'"},
		"postgres": {storetest.PostgresDSN(t), "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"},
	} {
		t.Run(driver, func(t *testing.T) {
			source, err := store.Source(driver, test.dsn)
			if err != nil {
				t.Fatal(err)
			}
			pools, err := engine.Open(t.Context(), source)
			if err != nil {
				t.Fatal(err)
			}
			names, err := column(t.Context(), pools.Reader, test.names)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				if !slices.Contains(tables, name) && !slices.Contains(leftOut, name) {
					t.Errorf("table %s is not in tables: a backup would lose it", name)
				}
			}
			for _, name := range tables {
				if !slices.Contains(names, name) {
					t.Errorf("there is no table %s", name)
				}
			}
			if err := pools.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A new table holds logins, which RevokeAll ends, or its author says here that it
// holds none.
func TestEveryTableHoldsLoginsOrNone(t *testing.T) {
	none := []string{"key_ring", "users", "counters", "spent_codes", "revoked_authorizations", "access_lifetimes", "consents", "logout_notices", "registered_clients", "client_registry", "events"}
	withSessions := []string{"session_clients"}
	all := slices.Sorted(slices.Values(slices.Concat(none, withSessions, logins)))
	if want := slices.Sorted(slices.Values(tables)); !slices.Equal(all, want) {
		t.Errorf("said are\n%v, there are\n%v", all, want)
	}
}

func column(ctx context.Context, pool *sql.DB, query string) ([]string, error) {
	rows, err := pool.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func TestRowsThatDifferHaveOtherTexts(t *testing.T) {
	columns := []string{"a", "b"}
	seen := map[string][]any{}
	for _, values := range [][]any{
		{nil, nil}, {"", nil}, {nil, ""}, {"", ""}, {[]byte{}, nil}, {[]byte{}, ""}, {int64(0), nil}, {int64(1), nil}, {true, nil}, {false, nil},
		{"1", nil}, {"null", nil}, {"true", nil}, {"x\nb text 0 ", nil}, {"x", ""}, {"x", "y"}, {"y", "x"}, {[]byte("x"), "y"}, {int64(-1), int64(1)},
	} {
		text, err := row{columns, values}.text()
		if err != nil {
			t.Fatal(err)
		}
		if other, is := seen[string(text)]; is {
			t.Errorf("%v and %v read alike: %q", values, other, text)
		}
		seen[string(text)] = values
	}
	if _, err := (row{columns, []any{1.5, nil}}).text(); err == nil {
		t.Error("a fraction was taken, which the two databases would write differently")
	}
}

func TestASumDependsOnRowsAndNotOnTheirOrder(t *testing.T) {
	sum := func(values ...any) Sum {
		var s Sum
		for _, v := range values {
			if err := s.add(row{[]string{"a"}, []any{v}}); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	if sum("x", "y") != sum("y", "x") {
		t.Error("the order counts")
	}
	if sum("x", "y") == sum("x", "z") || sum("x") == sum("x", "x") || sum() == sum("x") {
		t.Error("other rows have the same sum")
	}
}
