package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"

	"authd/internal/store/engine"
)

// Progress is told how many rows were written so far; nil where nobody watches.
type Progress func(rows int)

// A job copies all that from holds at one moment. Nothing of it is kept unless
// last agrees, which comes after the tables were compared; nil always does.
type job struct {
	from, to *engine.Pools
	progress Progress
	last     func(ctx context.Context, to *sql.Tx, done []Table) error
}

func (j job) run(ctx context.Context) ([]Table, error) {
	if err := sameVersion(ctx, j.from, j.to); err != nil {
		return nil, err
	}
	from, err := j.from.Snapshot(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the database: %w", err)
	}
	defer func() { _ = from.Rollback() }() // it only read
	to, err := j.to.Bulk(ctx)
	if err != nil {
		return nil, fmt.Errorf("write the database: %w", err)
	}
	defer func() { _ = to.Rollback() }() // says only that Commit came first
	t := transfer{from: from, to: to, progress: j.progress}
	done, err := t.all(ctx)
	if err == nil && j.last != nil {
		err = j.last(ctx, to, done)
	}
	if err == nil {
		err = to.Commit()
	}
	return done, err
}

// there is an error where a SQLite file is missing: opening would make an empty one.
func there(s engine.Source) error {
	if s.Driver != "sqlite" {
		return nil
	}
	if _, err := os.Stat(s.DSN); err != nil {
		return fmt.Errorf("storage.dsn: there is no database to copy: %w", err)
	}
	return nil
}

func sameVersion(ctx context.Context, from, to *engine.Pools) error {
	has, err := from.Version(ctx)
	if err != nil {
		return err
	}
	wants, err := to.Version(ctx)
	if err == nil && has != wants {
		err = fmt.Errorf("the tables to copy are at version %d and those to fill at %d; use one authd for both", has, wants)
	}
	return err
}

// A transfer is a job's two transactions.
type transfer struct {
	from, to *sql.Tx
	progress Progress
	rows     int
}

// all copies every table into an empty database.
func (t *transfer) all(ctx context.Context) ([]Table, error) {
	if err := empty(ctx, t.to); err != nil {
		return nil, err
	}
	var done []Table
	for _, name := range tables {
		table, err := t.table(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", name, err)
		}
		done = append(done, table)
	}
	if t.rows == 0 {
		return nil, errors.New("storage.dsn: there is nothing in the database to copy; is it the right one?")
	}
	return done, nil
}

// table copies one and reads it back.
func (t *transfer) table(ctx context.Context, name string) (Table, error) {
	into, err := newInsert(ctx, t.to, name)
	if err != nil {
		return Table{}, err
	}
	read := Table{Name: name}
	err = each(ctx, t.from, name, func(r row) error {
		if !slices.Equal(r.columns, into.columns) {
			return fmt.Errorf("its columns are %v here and %v there", r.columns, into.columns)
		}
		read.Rows++
		t.count()
		return errors.Join(read.Sum.add(r), into.add(ctx, r))
	})
	if err == nil {
		err = into.flush(ctx)
	}
	if err != nil {
		return Table{}, err
	}
	written, err := measure(ctx, t.to, name)
	return written, errors.Join(err, compare(written, read))
}

func (t *transfer) count() {
	t.rows++
	if t.progress != nil {
		t.progress(t.rows)
	}
}

// compare is an error where what was found is not what should be there.
func compare(found, wanted Table) error {
	if found == wanted {
		return nil
	}
	return fmt.Errorf("%s has %d rows with checksum %s, and should have %d with %s", found.Name, found.Rows, found.Sum, wanted.Rows, wanted.Sum)
}
