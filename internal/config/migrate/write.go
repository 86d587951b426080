package migrate

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Write puts data in the place of the file at path, all of it or nothing: it is
// written beside the file, with the file's permissions, and renamed. Of a
// symbolic link, as secret stores mount files, the target is replaced.
func Write(path string, data []byte) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	beside, err := os.CreateTemp(filepath.Dir(path), ".authd-*.yaml")
	if err != nil {
		return err
	}
	if err := fill(beside, info, data); err != nil {
		return errors.Join(err, os.Remove(beside.Name()))
	}
	if err := os.Rename(beside.Name(), path); err != nil {
		return errors.Join(err, os.Remove(beside.Name()))
	}
	return nil
}

// fill makes f what the file described by info is, but for its data.
func fill(f *os.File, info fs.FileInfo, data []byte) error {
	_, err := f.Write(data)
	return errors.Join(err, f.Chmod(info.Mode().Perm()), keepOwner(f, info), f.Sync(), f.Close())
}
