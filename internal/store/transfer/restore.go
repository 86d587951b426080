package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"authd/internal/store/engine"
)

// A Restoration says what is restored.
type Restoration struct {
	File     string // a backup
	To       engine.Source
	RevokeAt time.Time // zero: logins go on. Else they end on the way, as RevokeAll ends them
	Progress Progress
}

// Restore writes a backup into an empty database that no server uses. A backup
// of an older authd is brought up to date on the way. One that is not what it was
// when it was written is an error, and then, as after any error, the database is
// as empty as before.
func Restore(ctx context.Context, r Restoration) ([]Table, error) {
	if err := verify(ctx, r.File); err != nil {
		return nil, fmt.Errorf("%s is no backup that can be restored: %w", r.File, err)
	}
	to, err := engine.Open(ctx, r.To)
	if err != nil {
		return nil, err
	}
	from, err := openBackup(ctx, r.File, to, r.To.Schema)
	if err != nil {
		return nil, errors.Join(err, to.Close())
	}
	done, err := job{from: from.Pools, to: to, progress: r.Progress, last: r.revoke}.run(ctx)
	return done, errors.Join(err, from.Close(), to.Close())
}

func (r Restoration) revoke(ctx context.Context, to *sql.Tx, _ []Table) error {
	if r.RevokeAt.IsZero() {
		return nil
	}
	return revoke(ctx, to, r.RevokeAt)
}

// verify reads all of a backup.
func verify(ctx context.Context, file string) error {
	if _, err := os.Stat(file); err != nil {
		return err
	}
	pools, err := engine.OpenCopy(file)
	if err != nil {
		return err
	}
	tx, err := pools.Snapshot(ctx)
	if err != nil {
		return errors.Join(err, pools.Close())
	}
	return errors.Join(check(ctx, tx), tx.Rollback(), pools.Close())
}

// A backup is open for reading.
type backup struct {
	*engine.Pools
	folder string // of a copy of it that was brought up to date; empty: there is none
}

// openBackup opens a backup, or a copy that was brought up to date where it is
// older than the database to fill: the backup itself stays as it is.
func openBackup(ctx context.Context, file string, to *engine.Pools, schema fs.FS) (*backup, error) {
	pools, err := engine.OpenCopy(file)
	if err != nil {
		return nil, err
	}
	has, err := pools.Version(ctx)
	if err != nil {
		return nil, errors.Join(err, pools.Close())
	}
	wants, err := to.Version(ctx)
	if err != nil {
		return nil, errors.Join(err, pools.Close())
	}
	if has >= wants { // a newer one is refused when the two are compared
		return &backup{Pools: pools}, nil
	}
	if err := pools.Close(); err != nil {
		return nil, err
	}
	return broughtUpToDate(ctx, file, schema)
}

func broughtUpToDate(ctx context.Context, file string, schema fs.FS) (*backup, error) {
	folder, err := os.MkdirTemp("", "authd-restore-*")
	if err != nil {
		return nil, err
	}
	b, copied := &backup{folder: folder}, filepath.Join(folder, "authd.db")
	if err = copyFile(file, copied); err == nil {
		b.Pools, err = engine.Open(ctx, engine.Source{Driver: "sqlite", DSN: copied, Schema: schema})
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return b, nil
}

// Close also takes the copy away.
func (b *backup) Close() error {
	err := b.Pools.Close()
	if b.folder != "" {
		err = errors.Join(err, os.RemoveAll(b.folder))
	}
	return err
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
