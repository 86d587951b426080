package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/config"
	"authd/internal/keys"
	"authd/internal/store"
	"authd/internal/store/engine"
	"authd/internal/store/transfer"
)

func sourceOf(snapshot *config.Snapshot) (engine.Source, error) {
	return store.Source(snapshot.Storage.Driver, snapshot.Storage.DSN)
}

// keysOpen says whether the secret at hand opens the keys that came along.
func keysOpen(cmd *cobra.Command, snapshot *config.Snapshot) error {
	if err := withKeys(cmd, snapshot, func(*keys.Ring, time.Time) error { return nil }); err != nil {
		return fmt.Errorf("everything is there, but authd will not start before AUTHD_SECRET, or the file secret in data_dir, is that of the server it is from: %w", err)
	}
	return nil
}

// rowsWritten shows progress to a person, until it ends.
func rowsWritten(cmd *cobra.Command) (transfer.Progress, func()) {
	p := newProgress(cmd.ErrOrStderr(), "rows", time.Now())
	if p == nil {
		return nil, func() {}
	}
	return func(rows int) { p.show(rows, time.Now()) }, p.end
}

func printTables(w io.Writer, done []transfer.Table) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TABLE\tROWS\tCHECKSUM")
	for _, t := range done {
		fmt.Fprintf(table, "%s\t%d\t%s\n", t.Name, t.Rows, t.Sum)
	}
	return table.Flush()
}
