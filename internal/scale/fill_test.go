package scale

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"authd/internal/rig"
	"authd/internal/store"
	"authd/internal/store/engine"
)

// chunk is how many rows one statement adds.
const chunk = 50_000

// A table is filled by one INSERT for the numbers i of a chunk. In it {id} is a text
// of 24 digits, {hash} 32 bytes and {now} the time; keys are in no order, as true
// ones are.
type table struct{ name, insert string }

var tables = []table{
	{"user", `INSERT INTO users (id, connection, identifier, email, email_verified, name, nickname, picture, created_at, updated_at)
SELECT 'email|' || {id}, 'email', 'person' || i || '@example.com', 'person' || i || '@example.com', TRUE, 'person' || i || '@example.com',
'person' || i, 'https://s.gravatar.com/avatar/' || {id} || '?s=480&r=pg', {now}, {now} FROM numbers`},
	{"session", `INSERT INTO sessions (hash, sid, user_id, connection, auth_time, seen_at, expires_at, idle_lifetime)
SELECT {hash}, {id}, 'email|' || {id}, 'email', {now}, {now}, {now} + 604800000 + i, 259200000 FROM numbers`},
	{"refresh family", `INSERT INTO refresh_families (id, client_id, user_id, sid, connection, audience, scope, auth_time, auth_time_due, max_lifetime,
generation, created_at, rotated_at, seen_at, expires_at, idle_lifetime, ends_at)
SELECT {id}, 'mobile', 'email|' || {id}, {id}, 'email', 'https://api.example.test', 'openid email offline_access', {now}, FALSE, 0,
3, {now}, {now}, {now}, {now} + 2592000000, 1296000000, {now} + 1296000000 + i FROM numbers`},
}

var words = map[string]*strings.Replacer{
	"sqlite":   strings.NewReplacer("{id}", "printf('%024x', (i * 2654435761) % 4294967296)", "{hash}", "randomblob(32)"),
	"postgres": strings.NewReplacer("{id}", "lpad(to_hex((i * 2654435761) % 4294967296), 24, '0')", "{hash}", "sha256(convert_to('' || i, 'UTF8'))"),
}

var sizes = map[string]string{
	"sqlite":   "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
	"postgres": "SELECT pg_database_size(current_database())",
}

// fill adds n rows to each table and returns the bytes one row takes with its
// indexes, by name.
func fill(t *testing.T, setup rig.Setup, n int) map[string]int64 {
	t.Helper()
	source, err := store.Source(setup.Driver, setup.DSN)
	if err != nil {
		t.Fatal(err)
	}
	pools, err := engine.Open(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	each := map[string]int64{}
	for _, table := range tables {
		before := size(t, setup.Driver, pools)
		for first := 1; first <= n; first += chunk {
			add(t, pools, words[setup.Driver].Replace(table.insert), first, min(first+chunk-1, n))
		}
		each[table.name] = (size(t, setup.Driver, pools) - before) / int64(n)
	}
	if setup.Driver == "postgres" {
		// As autovacuum would have done while they came one by one.
		if _, err := pools.Writer.ExecContext(t.Context(), "SET statement_timeout = 0; ANALYZE"); err != nil {
			t.Fatal(err)
		}
	}
	if err := pools.Close(); err != nil {
		t.Fatal(err)
	}
	return each
}

func add(t *testing.T, pools *engine.Pools, insert string, first, last int) {
	t.Helper()
	tx, err := pools.Bulk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // says only that Commit came first
	numbers := fmt.Sprintf("WITH RECURSIVE numbers (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM numbers WHERE i < %d)\nSELECT", first, last)
	statement := strings.ReplaceAll(strings.Replace(insert, "SELECT", numbers, 1), "{now}", fmt.Sprint(time.Now().UnixMilli()))
	if _, err := tx.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func size(t *testing.T, driver string, pools *engine.Pools) int64 {
	t.Helper()
	var bytes int64
	if err := pools.Writer.QueryRowContext(t.Context(), sizes[driver]).Scan(&bytes); err != nil {
		t.Fatal(err)
	}
	return bytes
}
