package users

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// A File is an export on disk that is read once, from its beginning.
type File struct {
	file   *os.File
	before fs.FileInfo
	read   int64
}

// Open opens an export.
func Open(name string) (*File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file; to read from a pipe, use - as its name", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &File{file: file, before: info}, nil
}

var errChanged = errors.New("the file was changed while it was read; wait until the export is done, and run this again")

// Read reads on. It ends with an error when the file is not the one any more that
// was opened: then what was read may be half of two exports.
func (f *File) Read(p []byte) (int, error) {
	n, err := f.file.Read(p)
	f.read += int64(n)
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	after, statErr := os.Stat(f.file.Name())
	if statErr != nil || !os.SameFile(f.before, after) || after.Size() != f.read || !after.ModTime().Equal(f.before.ModTime()) {
		return n, errChanged
	}
	return n, err
}

// Done is how much of the file was read, from 0 to 1.
func (f *File) Done() float64 {
	if f.before.Size() == 0 {
		return 1
	}
	return float64(f.read) / float64(f.before.Size())
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }
