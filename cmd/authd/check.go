package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"authd/internal/config"
)

func newCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Say everything that is wrong with a configuration",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			snapshot, err := loadConfig(cmd, args[0])
			if err != nil {
				return err
			}
			dir := snapshot.Directory
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is valid: %d clients, %d APIs, %d connections\n", args[0], len(dir.Clients), len(dir.APIs), len(dir.Connections))
			return err
		},
	}
}

// loadConfig reads a configuration and prints its warnings. Its error lists
// every mistake, one a line.
func loadConfig(cmd *cobra.Command, path string) (*config.Snapshot, error) {
	snapshot, err := config.Load(path, os.LookupEnv)
	if err != nil {
		return nil, err
	}
	for _, w := range snapshot.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s\n", w)
	}
	return snapshot, nil
}
