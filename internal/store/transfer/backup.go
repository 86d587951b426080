package transfer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"authd/internal/store/engine"
)

// Backup writes all that from holds at one moment into a new SQLite file, for its
// owner alone. A server may go on writing to from. The file is there whole or not
// at all, and one that is there already is an error.
func Backup(ctx context.Context, from engine.Source, file string, progress Progress) ([]Table, error) {
	if err := errors.Join(unused(file), there(from)); err != nil {
		return nil, err
	}
	pools, err := engine.OpenBeside(ctx, from)
	if err != nil {
		return nil, err
	}
	draft, err := newDraft(file)
	if err != nil {
		return nil, errors.Join(err, pools.Close())
	}
	done, err := draft.fill(ctx, pools, from.Schema, progress)
	if err = errors.Join(err, pools.Close()); err == nil {
		err = draft.keep(file)
	}
	return done, errors.Join(err, draft.remove())
}

func unused(file string) error {
	_, err := os.Lstat(file)
	if err == nil {
		return fmt.Errorf("%s is there already, so nothing was written: name another file", file)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// A draft is the path of a backup that is being written.
type draft string

// newDraft makes an empty file beside the one it will be.
func newDraft(file string) (draft, error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".authd-backup-*")
	if err != nil {
		return "", fmt.Errorf("make a file beside %s: %w", file, err)
	}
	return draft(f.Name()), f.Close()
}

func (d draft) fill(ctx context.Context, from *engine.Pools, schema fs.FS, progress Progress) ([]Table, error) {
	into, err := engine.OpenBeside(ctx, engine.Source{Driver: "sqlite", DSN: string(d), Schema: schema})
	if err != nil {
		return nil, err
	}
	done, err := job{from: from, to: into, progress: progress, last: writeContents}.run(ctx)
	return done, errors.Join(err, into.Close()) // closing folds SQLite's log into the file
}

// keep gives the draft its name, once the disk has it.
func (d draft) keep(file string) error {
	if err := errors.Join(sync(string(d)), unused(file)); err != nil {
		return err
	}
	if err := os.Rename(string(d), file); err != nil {
		return err
	}
	return sync(filepath.Dir(file))
}

func sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// remove takes away what is left of a draft that was not kept.
func (d draft) remove() error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(string(d) + suffix); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
