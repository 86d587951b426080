package main

import (
	"fmt"
	"io"
	"log/slog"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/keys"
	"authd/internal/server"
	"authd/internal/store"
)

func newKeys() *cobra.Command {
	cmd := &cobra.Command{Use: "keys list|rotate", Short: "List and rotate the keys that sign tokens", Args: exactly(0), RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newKeysList(), newKeysRotate())
	return cmd
}

func newKeysList() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "list --config FILE",
		Short: "List the keys published in the JWKS",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withRing(cmd, path, func(ring *keys.Ring, _ time.Time) error { return printKeys(cmd.OutOrStdout(), ring) })
		},
	}
	configFlag(cmd, &path)
	return cmd
}

func newKeysRotate() *cobra.Command {
	var path string
	var emergency bool
	cmd := &cobra.Command{
		Use:   "rotate --config FILE",
		Short: "Let the next key sign from now on",
		Long:  "Let the next key sign from now on. A running server follows within seconds.\nA key must have been published for keys.publish_ahead before it signs, so that\nno verifier meets a key it has not seen. With --emergency the present keys are\nthrown away at once: every token and login in progress dies.",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withRing(cmd, path, func(ring *keys.Ring, now time.Time) error {
				rotate := ring.Rotate
				if emergency {
					rotate = ring.Replace
				}
				if err := rotate(cmd.Context(), now); err != nil {
					return err
				}
				return printKeys(cmd.OutOrStdout(), ring)
			})
		},
	}
	configFlag(cmd, &path)
	cmd.Flags().BoolVar(&emergency, "emergency", false, "a key leaked: replace all keys at once")
	return cmd
}

func withRing(cmd *cobra.Command, path string, do func(*keys.Ring, time.Time) error) error {
	snapshot, err := loadConfig(cmd, path)
	if err != nil {
		return err
	}
	return withKeys(cmd, snapshot, do)
}

func withKeys(cmd *cobra.Command, snapshot *config.Snapshot, do func(*keys.Ring, time.Time) error) error {
	cmd.SetContext(authd.By(cmd.Context(), authd.ActorCommand))
	now := time.Now()
	opened, err := open(cmd, snapshot, now)
	if err != nil {
		return err
	}
	defer opened.Close()
	return do(opened.ring, now)
}

// beside is a database and its keys, open beside a server that may be running.
type beside struct {
	db   *store.DB
	ring *keys.Ring
}

func open(cmd *cobra.Command, snapshot *config.Snapshot, now time.Time) (*beside, error) {
	db, err := store.OpenBeside(cmd.Context(), snapshot.Storage.Driver, snapshot.Storage.DSN)
	if err != nil {
		return nil, err
	}
	b := &beside{db: db}
	options, err := server.KeyOptions(snapshot, newLogger(cmd.ErrOrStderr(), "text", slog.LevelWarn))
	if err != nil {
		b.Close()
		return nil, err
	}
	if b.ring, err = keys.Open(cmd.Context(), db, options, now); err != nil {
		b.Close()
		return nil, fmt.Errorf("keys: %w", err)
	}
	return b, nil
}

// Close has no error to tell: nothing is written after the last statement.
func (b *beside) Close() { _ = b.db.Close() }

func printKeys(w io.Writer, ring *keys.Ring) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KID\tALG\tSTATE\tPUBLISHED\tSIGNS SINCE")
	for _, k := range ring.List() {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", k.KID, k.Alg, k.State, stamp(k.PublishedAt), stamp(k.SignsSince))
	}
	return table.Flush()
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}
