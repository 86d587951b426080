package store

import (
	"context"
	"time"
)

const addCount = `INSERT INTO counters (name, starts_at, n, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (name, starts_at) DO UPDATE SET
n = CASE WHEN counters.n + $5 > 0 THEN counters.n + $5 ELSE 0 END`

const sumCounts = `SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM counters WHERE name = $1 AND starts_at >= $2`

// AddCount adds n, which may be negative, to key's bucket that starts at `at`,
// and returns the sum of key's buckets that start at since or later. A bucket
// never falls below zero. The row may be swept from expires on.
//
// Adders of one bucket go one after the other, so each sum is another. With
// PostgreSQL two adders whose clocks fall on either side of a bucket's edge may
// miss each other: an undercount of one, for the length of a transaction.
//
// Adding nothing only reads: it waits for no writer and keeps none waiting.
func (db *DB) AddCount(ctx context.Context, key string, n int, at, since, expires time.Time) (int, error) { //nolint:revive // argument-limit: three instants that a struct would only rename
	if n == 0 {
		return db.sumCounts(ctx, key, since)
	}
	var sum int
	err := db.atomically(ctx, func(tx runner) error {
		if _, err := tx.exec(ctx, addCount, key, millis(at), max(n, 0), millis(expires), n); err != nil {
			return err
		}
		return tx.row(ctx, sumCounts, key, millis(since)).Scan(&sum)
	})
	return sum, explain("add to a counter", err)
}

func (db *DB) sumCounts(ctx context.Context, key string, since time.Time) (int, error) {
	var sum int
	err := db.read().row(ctx, sumCounts, key, millis(since)).Scan(&sum)
	return sum, explain("look at a counter", err)
}
