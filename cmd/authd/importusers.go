package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/auth0import"
	"authd/internal/auth0import/users"
	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/store"
)

// importUsers takes people along into the database of a configuration: the one
// that is named, or else the one that was written just now.
func (o importOptions) importUsers(cmd *cobra.Command, plan auth0import.Plan) (users.Result, error) {
	connections, storage, err := o.target(cmd, plan)
	if err != nil {
		return users.Result{}, err
	}
	if c := connections[o.databaseUsers]; o.databaseUsers != "" && c.Strategy != authd.StrategyEmail {
		names := strings.Join(slices.Sorted(maps.Keys(connections)), ", ")
		return users.Result{}, misuseError{fmt.Errorf("--database-users: %q is no connection of strategy email; there are %s", o.databaseUsers, names)}
	}
	from, err := openUsers(cmd, o.users)
	if err != nil {
		return users.Result{}, fmt.Errorf("--users: %w", err)
	}
	defer from.Close() //nolint:errcheck // it was only read
	job := users.Job{
		From:  from,
		Rules: users.Rules{Connections: connections, PasswordsTo: o.databaseUsers, Now: time.Now()},
	}
	if p := newProgress(cmd.ErrOrStderr(), "lines", time.Now()); p != nil {
		p.of, _ = from.(*users.File)
		job.Progress = func(r users.Result) { p.show(r.Lines, time.Now()) }
		defer p.end()
	}
	result, err := o.runJob(cmd, &job, storage)
	if errors.Is(err, context.Canceled) {
		err = fmt.Errorf("%w; run the same command again to go on", err)
	}
	return result, err
}

func (o importOptions) runJob(cmd *cobra.Command, job *users.Job, storage config.Storage) (users.Result, error) {
	if !o.write {
		return job.Run(cmd.Context())
	}
	db, err := store.OpenBeside(cmd.Context(), storage.Driver, storage.DSN)
	if err != nil {
		return users.Result{}, err
	}
	job.Keep = db
	result, err := job.Run(authd.By(cmd.Context(), authd.ActorCommand))
	return result, errors.Join(err, db.Close())
}

// target is who may log in how, and where people are kept. A dry run without a
// configuration has no place yet.
func (o importOptions) target(cmd *cobra.Command, plan auth0import.Plan) (map[string]authd.Connection, config.Storage, error) {
	switch {
	case o.config != "":
		snapshot, err := loadConfig(cmd, o.config)
		if err != nil {
			return nil, config.Storage{}, err
		}
		return snapshot.Directory.Connections, snapshot.Storage, nil
	case o.write:
		snapshot, err := loadConfig(cmd, o.out)
		if err != nil {
			return nil, config.Storage{}, err
		}
		return plan.Connections(), snapshot.Storage, nil
	}
	return plan.Connections(), config.Storage{}, nil
}

// openUsers opens a file, or standard input.
func openUsers(cmd *cobra.Command, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(cmd.InOrStdin()), nil
	}
	return users.Open(name)
}
