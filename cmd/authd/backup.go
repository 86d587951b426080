package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"authd/internal/store/transfer"
)

func newBackup() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "backup FILE --config FILE",
		Short: "Write all that is kept into one file, beside a running server",
		Long:  "Write all that is kept, as it is at one moment, into a new SQLite file that only\nits owner can read: from SQLite and from PostgreSQL, beside a running server. The\nsecret that opens the keys is not in it: keep that too, and elsewhere.",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			snapshot, err := loadConfig(cmd, path)
			if err != nil {
				return err
			}
			from, err := sourceOf(snapshot)
			if err != nil {
				return err
			}
			progress, end := rowsWritten(cmd)
			done, err := transfer.Backup(cmd.Context(), from, args[0], progress)
			end()
			if err != nil {
				return fmt.Errorf("backup: %w", err)
			}
			return printTables(cmd.OutOrStdout(), done)
		},
	}
	configFlag(cmd, &path)
	return cmd
}
