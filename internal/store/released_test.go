package store_test

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"authd/internal/store"
	"authd/internal/store/engine"
	"authd/internal/store/storetest"
)

// UP-01: the database of every release comes to the tables of today with all its
// rows. testdata/README.md says what the files are.
func TestUP01_EveryReleasedDatabaseMigrates(t *testing.T) {
	files, err := filepath.Glob("testdata/released/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no released database in testdata: %v", err)
	}
	for _, file := range files {
		for driver, dsn := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "authd.db"), "postgres": storetest.PostgresDSN(t)} {
			t.Run(filepath.Base(file)+" on "+driver, func(t *testing.T) {
				release(t, driver, dsn, file)
				db := storetest.Open(t, driver, dsn)
				if got, want := schema(t, driver, db), schema(t, driver, fresh(t, driver)); got != want {
					t.Errorf("the tables differ from new ones. Brought up to date:\n%s\nnew:\n%s", got, want)
				}
				readable(t, db)
			})
		}
	}
}

// release makes the database of a release, with its rows.
func release(t *testing.T, driver, dsn, file string) {
	t.Helper()
	version, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(file), ".sql"))
	if err != nil {
		t.Fatal(err)
	}
	pools, err := engine.Open(t.Context(), engine.Source{Driver: driver, DSN: dsn, Schema: upTo(t, version)})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range strings.SplitAfter(string(rows), ";\n") {
		if _, err := pools.Writer.ExecContext(t.Context(), spelled(driver, statement)); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	for _, table := range tablesOf(t, driver, pools.Reader) {
		if count(t, pools.Reader, table) == 0 {
			t.Errorf("%s has no row in %s", file, table)
		}
	}
	if err := pools.Close(); err != nil {
		t.Fatal(err)
	}
}

// upTo are the migrations up to a version.
func upTo(t *testing.T, version int) fs.FS {
	t.Helper()
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	some := fstest.MapFS{}
	for _, file := range files {
		name := filepath.Base(file)
		number, err := strconv.Atoi(name[:5])
		if err != nil {
			t.Fatal(err)
		}
		if number > version {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		some[name] = &fstest.MapFile{Data: data}
	}
	return some
}

var bytesLiteral = regexp.MustCompile(`\bx'([0-9a-f]*)'`)

// spelled is a statement with bytes as the database writes them.
func spelled(driver, statement string) string {
	if driver == "postgres" {
		return bytesLiteral.ReplaceAllString(statement, `'\x$1'`)
	}
	return statement
}

func fresh(t *testing.T, driver string) *store.DB {
	t.Helper()
	if driver == "postgres" {
		return storetest.Postgres(t)
	}
	return storetest.SQLite(t)
}

func count(t *testing.T, pool *sql.DB, table string) int {
	t.Helper()
	var n int
	if err := pool.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// tableNames and schemaTexts ask each database in its own words. goose's own table
// is the same in all of them.
var tableNames = map[string]string{
	"sqlite":   `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'`,
	"postgres": `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'goose_db_version'`,
}

var schemaTexts = map[string]string{
	"sqlite": `SELECT name || ': ' || COALESCE(sql, '') FROM sqlite_schema ORDER BY name`,
	"postgres": `SELECT line FROM (
SELECT table_name || ' ' || ordinal_position || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') AS line
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
) AS lines ORDER BY line`,
}

func tablesOf(t *testing.T, driver string, pool *sql.DB) []string {
	t.Helper()
	return strings.Fields(texts(t, pool, tableNames[driver]))
}

func schema(t *testing.T, driver string, db *store.DB) string {
	t.Helper()
	return texts(t, db.Reader(), schemaTexts[driver])
}

// texts are the rows of one column, a line each.
func texts(t *testing.T, pool *sql.DB, query string) string {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	if text := lines(t, rows, 0); text != "" {
		return text
	}
	t.Fatal(fmt.Errorf("nothing was found by %s", query))
	return ""
}
