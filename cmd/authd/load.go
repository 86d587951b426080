package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"authd/internal/config"
	"authd/internal/lint"
	"authd/internal/lint/report"
	"authd/internal/lint/rules"
)

// judge reads and judges a configuration. The Snapshot is nil when there is a
// mistake in it.
func judge(path string) (*config.Snapshot, []lint.Finding, error) {
	snapshot, err := config.Load(path, os.LookupEnv)
	var problems config.Problems
	switch {
	case errors.As(err, &problems):
		return nil, lint.Mistakes(problems), nil
	case err != nil:
		return nil, nil, err
	}
	return snapshot, rules.Judge(snapshot), nil
}

// loadConfig reads a configuration for a command that goes on with it, and
// prints its warnings. Its error lists every mistake, one a line.
func loadConfig(cmd *cobra.Command, path string) (*config.Snapshot, error) {
	if err := noConfig(path); err != nil {
		return nil, err
	}
	snapshot, err := config.Load(path, os.LookupEnv)
	if err != nil {
		return nil, err
	}
	return snapshot, warn(cmd, snapshot)
}

// warn prints what the rules warn of, and leaves notices to check.
func warn(cmd *cobra.Command, snapshot *config.Snapshot) error {
	return report.Text(cmd.ErrOrStderr(), report.Report{Findings: lint.AtLeast(rules.Judge(snapshot), lint.Warning)})
}

// A reader reads the file of a running server again.
type reader struct {
	cmd   *cobra.Command
	path  string
	known map[string]bool // what was warned of
}

func newReader(cmd *cobra.Command, path string, running *config.Snapshot) *reader {
	r := &reader{cmd, path, map[string]bool{}}
	r.unknown(running)
	return r
}

// load reads the file and warns of what it did not warn of before.
func (r *reader) load() (*config.Snapshot, error) {
	snapshot, err := config.Load(r.path, os.LookupEnv)
	if err != nil {
		return nil, err
	}
	return snapshot, report.Text(r.cmd.ErrOrStderr(), report.Report{Findings: r.unknown(snapshot)})
}

// unknown are the warnings that were not known, which they are from now on.
func (r *reader) unknown(snapshot *config.Snapshot) []lint.Finding {
	return slices.DeleteFunc(lint.AtLeast(rules.Judge(snapshot), lint.Warning), func(f lint.Finding) bool {
		key := f.Rule + " " + f.At.Path + " " + f.Message
		known := r.known[key]
		r.known[key] = true
		return known
	})
}

// noConfig says what to do where nobody named a file and none is here.
func noConfig(path string) error {
	if _, err := os.Stat(path); path == defaultConfig && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no %s here: name your configuration with --config FILE, or begin with a copy of config.example.yaml", path)
	}
	return nil
}
