package main

import (
	"github.com/spf13/cobra"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/store"
)

// A visit is a command at work on the database of one configuration, beside a
// running server if there is one.
type visit struct {
	*cobra.Command
	db     *store.DB
	config *config.Snapshot
}

// visitCommand makes a command that works on the database a configuration names. What
// it notes in the audit log is noted as done by the command line.
func visitCommand(use, short string, args int, do func(v visit, args []string) error) *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use: use, Short: short, Args: exactly(args),
		RunE: func(cmd *cobra.Command, args []string) error {
			snapshot, err := loadConfig(cmd, path)
			if err != nil {
				return err
			}
			db, err := store.OpenBeside(cmd.Context(), snapshot.Storage.Driver, snapshot.Storage.DSN)
			if err != nil {
				return err
			}
			cmd.SetContext(authd.By(cmd.Context(), authd.ActorCommand))
			defer db.Close() //nolint:errcheck // nothing is written after the last statement
			return do(visit{cmd, db, snapshot}, args)
		},
	}
	configFlag(cmd, &path)
	return cmd
}
