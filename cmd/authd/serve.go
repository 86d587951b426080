package main

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/config"
	"authd/internal/server"
)

func newServe() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "serve --config FILE",
		Short: "Run the server",
		Long:  "Run the server until it is told to stop (Ctrl-C, or SIGTERM); requests in hand are\nfinished first. config.example.yaml has every setting, its default and why.",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			snapshot, err := loadConfig(cmd, path)
			if err != nil {
				return err
			}
			return serve(cmd, server.Options{Config: snapshot}, func() {
				fmt.Fprintf(cmd.OutOrStdout(), "authd %s is ready at %s\n", version, snapshot.Directory.Tenant.Issuer)
			})
		},
	}
	configFlag(cmd, &path)
	return cmd
}

// defaultConfig is read when no --config is given.
const defaultConfig = "authd.yaml"

func configFlag(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "config", defaultConfig, "the configuration `file`")
}

// serve runs a server until the process is told to stop.
func serve(cmd *cobra.Command, o server.Options, ready func()) error {
	o.Now, o.Log = time.Now, newLogger(cmd.ErrOrStderr(), o.Config.Log)
	s, err := server.Open(cmd.Context(), o)
	if err != nil {
		return fmt.Errorf("authd cannot start: %w", err)
	}
	defer s.Close()
	return s.Run(cmd.Context(), ready)
}

func newLogger(w io.Writer, c config.Log) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.Level)) // checked with the configuration; info otherwise
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
