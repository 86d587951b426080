package engine

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// tables are where a schema belongs.
type tables struct {
	dialect goose.Dialect
	pool    *sql.DB
	schema  fs.FS
}

// migrate only goes forward: an older authd refuses a newer database rather
// than work on tables it does not know.
func migrate(ctx context.Context, t tables, options ...goose.ProviderOption) error {
	provider, err := goose.NewProvider(t.dialect, t.pool, t.schema, options...)
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
