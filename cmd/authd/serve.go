package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/server"
	"authd/internal/web"
)

func newServe() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "serve --config FILE",
		Short: "Run the server",
		Long:  "Run the server until it is told to stop (Ctrl-C, or SIGTERM); requests in hand are\nfinished first. A changed configuration is taken over at once, and on SIGHUP. config.example.yaml has every setting, its default and why.",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			snapshot, err := loadConfig(cmd, path)
			if err != nil {
				return err
			}
			return serve(cmd, path, server.Options{Config: snapshot}, func() {
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

// serve runs a server until the process is told to stop. It follows the file at
// path, and looks at it again on SIGHUP.
func serve(cmd *cobra.Command, path string, o server.Options, ready func()) error {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	o.Source = source(cmd, path, o)
	o.Source.Hangup = hangup
	o.Environment = os.LookupEnv
	o.Now, o.Log = time.Now, newLogger(cmd.ErrOrStderr(), o.Config.Log.Format, o.Source.Level)
	s, err := server.Open(cmd.Context(), o)
	if err != nil {
		return fmt.Errorf("authd cannot start: %w", err)
	}
	defer s.Close()
	return s.Run(cmd.Context(), ready)
}

// source reads the file at path again. Where a person is at the terminal, what
// it says goes there, else into the log alone.
func source(cmd *cobra.Command, path string, o server.Options) *server.Source {
	s := &server.Source{
		Path: path, Level: levelOf(o.Config.Log.Level),
		Load: newReader(cmd, path, o.Config).load,
	}
	if o.Playground != nil {
		s.Tell = func(line string) { fmt.Fprintln(cmd.OutOrStdout(), line) }
	}
	return s
}

func levelOf(word string) *slog.LevelVar {
	level := new(slog.LevelVar)
	_ = level.UnmarshalText([]byte(word)) // checked with the configuration; info otherwise
	return level
}

func newLogger(w io.Writer, format string, level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.New(web.WithRequestID(slog.NewJSONHandler(w, options)))
	}
	return slog.New(web.WithRequestID(slog.NewTextHandler(w, options)))
}
