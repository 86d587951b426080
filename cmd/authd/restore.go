package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/config"
	"authd/internal/store/transfer"
)

func newRestore() *cobra.Command {
	var path string
	var revokeAll bool
	cmd := &cobra.Command{
		Use:   "restore FILE --config FILE [--revoke-all]",
		Short: "Write a backup into an empty database",
		Long:  "Write a backup into the database of a configuration, which must be empty and of\nno running server; SQLite or PostgreSQL, wherever the backup is from. Who was\nlogged in then is logged in again: who logged out since, too. With --revoke-all\nnobody is, and no token that is out is worth anything.",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			snapshot, err := loadConfig(cmd, path)
			if err != nil {
				return err
			}
			r := transfer.Restoration{File: args[0]}
			if revokeAll {
				r.RevokeAt = time.Now()
			}
			return restore(cmd, snapshot, r)
		},
	}
	configFlag(cmd, &path)
	cmd.Flags().BoolVar(&revokeAll, "revoke-all", false, "end every login on the way, and make new keys")
	return cmd
}

func restore(cmd *cobra.Command, snapshot *config.Snapshot, r transfer.Restoration) error {
	var err error
	if r.To, err = sourceOf(snapshot); err != nil {
		return err
	}
	progress, end := rowsWritten(cmd)
	r.Progress = progress
	done, err := transfer.Restore(cmd.Context(), r)
	end()
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := printTables(cmd.OutOrStdout(), done); err != nil {
		return err
	}
	if r.RevokeAt.IsZero() {
		return keysOpen(cmd, snapshot)
	}
	return replaceKeys(cmd, snapshot)
}
