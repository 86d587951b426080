package export

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Bounds of what is read: a tenant is a few hundred kilobytes. The whole must fit
// into memory several times over.
const (
	largestFile = 16 << 20
	mostFiles   = 20_000
	mostBytes   = 64 << 20
)

// readFile reads one file of the export, all of it as it was at one moment.
func (r *reader) readFile(name string) ([]byte, error) {
	before, err := fs.Stat(r.fsys, name)
	switch {
	case err != nil:
		return nil, err
	case !before.Mode().IsRegular():
		return nil, errors.New("is not a regular file")
	case before.Size() > largestFile:
		return nil, fmt.Errorf("is larger than %d MiB, which no tenant is", largestFile>>20)
	}
	data, err := slurp(r.fsys, name)
	if err != nil {
		return nil, err
	}
	after, err := fs.Stat(r.fsys, name)
	if err != nil || !same(before, after) || int64(len(data)) != before.Size() {
		return nil, errors.New("was changed while it was read; wait until the export is done, and run this again")
	}
	r.files++
	r.bytes += len(data)
	if r.files > mostFiles || r.bytes > mostBytes {
		return nil, fmt.Errorf("comes after %d files and %d MiB, more than any tenant has", mostFiles, mostBytes>>20)
	}
	return data, nil
}

func slurp(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(f, largestFile+1))
}

// same reports whether nothing was written or put in place between two looks.
func same(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
