package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"authd/internal/auth0import"
)

// writePlan writes the configuration and the secrets it names, and returns what
// is new. What is there already stays; a configuration that is another one is an
// error, before anything is written.
func writePlan(o importOptions, plan auth0import.Plan) ([]string, error) {
	written := []string{}
	text, err := plan.File.Encode(plan.Comments)
	if err != nil {
		return written, err
	}
	there, err := os.ReadFile(o.out)
	same := err == nil && bytes.Equal(there, text)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return written, fmt.Errorf("--out: %w", err)
	case err == nil && !same && !o.force:
		return written, fmt.Errorf("--out: %s is there and says something else, so nothing was written; name another file, or add --force to lose that one", o.out)
	}
	for _, s := range plan.Secrets {
		isNew, err := writeSecret(s)
		if err != nil {
			return written, err
		}
		if isNew {
			written = append(written, s.Path)
		}
	}
	if same {
		return written, nil
	}
	return append(written, o.out), replaceFile(o.out, text)
}

// writeSecret makes the file of a secret, and says whether it was not there.
// Without a value it holds a new secret: then the configuration is valid, and
// nobody can know it.
func writeSecret(s auth0import.Secret) (bool, error) {
	if err := os.MkdirAll(filepath.Dir(s.Path), 0o700); err != nil {
		return false, err
	}
	f, err := os.OpenFile(s.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	value := s.Value
	if value == "" {
		value = rand.Text() + rand.Text()
	}
	_, err = f.WriteString(value + "\n")
	return true, errors.Join(err, f.Close())
}

// replaceFile writes a file for its owner alone: whole, or not at all.
func replaceFile(name string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".import-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
