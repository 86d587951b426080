package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// largestFile is in bytes. Ten thousand clients that set all they can need less.
const largestFile = 32 << 20

var errChanged = errors.New("it was written to while it was read; run this again")

// readFile reads the file called name, of at most limit bytes, and its
// permissions.
func readFile(name string, limit int64) ([]byte, fs.FileMode, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return readOnce(f, limit)
}

// readOnce reads all of f, one time, so that what is judged is what is used. A
// file that is replaced meanwhile stays as it was; one that is written to is
// refused, as nobody ever meant the half that was read. A device that never
// ends is refused like a file that is too large.
func readOnce(f fs.File, limit int64) ([]byte, fs.FileMode, error) {
	before, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, 0, err
	}
	if int64(len(data)) > limit {
		return nil, 0, fmt.Errorf("it is larger than %d KiB", limit>>10)
	}
	after, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	if before.Mode().IsRegular() && (after.Size() != int64(len(data)) || !after.ModTime().Equal(before.ModTime())) {
		return nil, 0, errChanged
	}
	return data, before.Mode(), nil
}
