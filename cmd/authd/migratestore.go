package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"authd/internal/store/transfer"
)

func newMigrateStore() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate-store FROM TO",
		Short: "Take all that is kept to another database",
		Long:  "Write all that is kept in the database of one configuration into the empty one of\nanother: from SQLite to PostgreSQL, or back. FROM and TO are configurations that\ndiffer in storage. Stop every server first; the old database stays as it is.",
		Example: `  cp authd.yaml new.yaml     # and change storage in new.yaml
  authd migrate-store authd.yaml new.yaml`,
		Args: exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error { return migrateStore(cmd, args[0], args[1]) },
	}
}

func migrateStore(cmd *cobra.Command, fromPath, toPath string) error {
	old, err := loadConfig(cmd, fromPath)
	if err != nil {
		return err
	}
	renewed, err := loadConfig(cmd, toPath)
	if err != nil {
		return err
	}
	if old.Storage == renewed.Storage {
		return fmt.Errorf("migrate-store: %s and %s name the same database; change storage in one of them, and mind that AUTHD_STORAGE_DRIVER and AUTHD_STORAGE_DSN count for both", fromPath, toPath)
	}
	from, err := sourceOf(old)
	if err != nil {
		return err
	}
	to, err := sourceOf(renewed)
	if err != nil {
		return err
	}
	progress, end := rowsWritten(cmd)
	done, err := transfer.Move(cmd.Context(), from, to, progress)
	end()
	if err != nil {
		return fmt.Errorf("migrate-store: %w", err)
	}
	if err := printTables(cmd.OutOrStdout(), done); err != nil {
		return err
	}
	return keysOpen(cmd, renewed)
}
