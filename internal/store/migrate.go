package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// migrations only go forward: an older authd refuses a newer database rather
// than work on tables it does not know.
//
//go:embed migrations/*.sql
var migrations embed.FS

func migrate(ctx context.Context, dialect goose.Dialect, pool *sql.DB, options ...goose.ProviderOption) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, pool, folder, options...)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("storage: bring the tables up to date: %w", err)
	}
	has, knows, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("storage: read the version of the tables: %w", err)
	}
	if has > knows {
		return fmt.Errorf("storage: the tables are at version %d and this authd knows %d; run the newer authd, or restore a backup from before it", has, knows)
	}
	return nil
}
