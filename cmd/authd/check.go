package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"authd/internal/config"
)

func newCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Say everything that is wrong with a configuration",
		Long:  "Say everything that is wrong with a configuration, each mistake with its line and\ncolumn. The exit code is 0 when there is none. Secret files that it names are read,\nso run this where the server will run.",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			snapshot, err := loadConfig(cmd, args[0])
			if err != nil {
				return err
			}
			dir := snapshot.Directory
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is valid: %s, %s, %s\n", args[0],
				count(len(dir.Clients), "client"), count(len(dir.APIs), "API"), count(len(dir.Connections), "connection"))
			return err
		},
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// loadConfig reads a configuration and prints its warnings. Its error lists
// every mistake, one a line.
func loadConfig(cmd *cobra.Command, path string) (*config.Snapshot, error) {
	if err := noConfig(path); err != nil {
		return nil, err
	}
	snapshot, err := config.Load(path, os.LookupEnv)
	if err != nil {
		return nil, err
	}
	for _, w := range snapshot.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s\n", w)
	}
	return snapshot, nil
}

// noConfig says what to do where nobody named a file and none is here.
func noConfig(path string) error {
	if _, err := os.Stat(path); path == defaultConfig && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no %s here: name your configuration with --config FILE, or begin with a copy of config.example.yaml", path)
	}
	return nil
}
