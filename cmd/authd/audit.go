package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/store"
)

// auditOptions say which events to print.
type auditOptions struct {
	path   string
	since  string
	follow bool
	query  authd.EventQuery
}

func newAudit() *cobra.Command {
	var o auditOptions
	cmd := &cobra.Command{
		Use:   "audit --config FILE",
		Short: "Print the audit log, one JSON object a line",
		Long: "Print the audit log, oldest first, one JSON object a line: who logged in and who\nwas refused, consents, changes of people, keys and settings. It works beside a\n" +
			"running server. audit.retention says how long events are kept. The types are\n\n  " + eventTypes("\n  "),
		Example: "  authd audit --since 24h --type login_failed\n  authd audit --user 'email|0123456789abcdef01234567'\n  authd audit --follow | jq .",
		Args:    exactly(0),
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	configFlag(cmd, &o.path)
	f := cmd.Flags()
	f.StringVar(&o.since, "since", "", "from then on: a `time` like 2026-11-23T12:00:00Z, or how long ago, like 90m, 24h or 7d")
	f.StringVar((*string)(&o.query.Type), "type", "", "only events of this `type`")
	f.StringVar(&o.query.UserID, "user", "", "only events about this `user_id`")
	f.BoolVar(&o.follow, "follow", false, "go on with new events until Ctrl-C")
	return cmd
}

func (o auditOptions) run(cmd *cobra.Command) error {
	if o.query.Type != "" && !slices.Contains(authd.EventTypes(), o.query.Type) {
		return misuseError{fmt.Errorf("--type: there is no %q; there are %s", o.query.Type, eventTypes(", "))}
	}
	since, err := readSince(o.since, time.Now())
	if err != nil {
		return misuseError{err}
	}
	snapshot, err := loadConfig(cmd, o.path)
	if err != nil {
		return err
	}
	db, err := store.OpenBeside(cmd.Context(), snapshot.Storage.Driver, snapshot.Storage.DSN)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it was only read
	o.query.Since, o.query.Limit = since, eventsPage
	t := newTail(db, o.query, cmd.OutOrStdout())
	if o.follow {
		return t.follow(cmd.Context(), time.NewTicker(followEvery).C)
	}
	return t.print(cmd.Context())
}

func eventTypes(between string) string {
	var words []string
	for _, t := range authd.EventTypes() {
		words = append(words, string(t))
	}
	return strings.Join(words, between)
}

// readSince reads a moment, or a length of time before now.
func readSince(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	ago, err := config.ParseSpan(text)
	if err != nil {
		return time.Time{}, fmt.Errorf("--since: %q is neither a time like 2026-11-23T12:00:00Z nor a length of time like 90m, 24h or 7d", text)
	}
	return now.Add(-ago), nil
}
