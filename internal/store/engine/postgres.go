package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// postgresConns are enough for the short deeds here, and let several instances
// share a server at its default of 100.
const postgresConns = 16

// Limits a connection starts with, unless storage.dsn sets its own.
var postgresParams = map[string]string{
	"application_name":                    "authd",
	"statement_timeout":                   "5s",
	"idle_in_transaction_session_timeout": "10s",
	// The deeds are written for it: they check again after waiting for a row.
	"default_transaction_isolation": "read committed",
}

func openPostgres(ctx context.Context, s Source) (*Pools, error) {
	config, err := pgx.ParseConfig(s.DSN)
	if err != nil {
		return nil, fmt.Errorf("storage.dsn: write it like postgres://user:password@host:5432/database: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	if err := preparePostgres(ctx, config, s.Schema); err != nil {
		return nil, err
	}
	for name, value := range postgresParams {
		if config.RuntimeParams[name] == "" {
			config.RuntimeParams[name] = value
		}
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return &Pools{Writer: pool, Reader: pool, unhurried: unhurried}, nil
}

// preparePostgres looks whether the server can be reached and keeps what it
// confirms, and brings the tables up to date: on connections of its own, since
// a new index on a big table takes longer than any request may.
func preparePostgres(ctx context.Context, config *pgx.ConnConfig, schema fs.FS) error {
	pool := stdlib.OpenDB(*config)
	err := durable(ctx, pool)
	if err == nil {
		err = migratePostgres(ctx, pool, schema)
	}
	return errors.Join(err, pool.Close())
}

func durable(ctx context.Context, pool *sql.DB) error {
	var commit string
	if err := pool.QueryRowContext(ctx, "SHOW synchronous_commit").Scan(&commit); err != nil {
		return fmt.Errorf("storage.dsn: PostgreSQL does not answer; check that it runs, and the host, port, user and database: %w", err)
	}
	if commit == "off" {
		return errors.New("storage.dsn: PostgreSQL runs with synchronous_commit=off, so a crash loses logins that were confirmed; set it to on for authd's user")
	}
	return nil
}

// migratePostgres holds goose's advisory lock: of several instances that start
// at once, one migrates and the others wait up to a minute.
func migratePostgres(ctx context.Context, pool *sql.DB, schema fs.FS) error {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return err
	}
	return migrate(ctx, tables{goose.DialectPostgres, pool, schema}, goose.WithSessionLocker(locker))
}
