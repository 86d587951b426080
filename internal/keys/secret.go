package keys

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"authd/internal/seal"
)

// minSecret is how many characters a secret must have: 32 random hex digits are
// 128 bits, and nothing shorter is worth guessing at.
const minSecret = 32

// LoadSecret returns the secret that seals the ring at rest: configured (the
// value of AUTHD_SECRET) if it is set, else the content of file, which is made on
// first use with mode 0600. An empty file means that there is no such place and
// the secret must be configured. White space around either is dropped.
func LoadSecret(configured, file string) ([]byte, error) {
	configured = strings.TrimSpace(configured)
	switch {
	case configured != "" && len(configured) < minSecret:
		return nil, fmt.Errorf("AUTHD_SECRET has %d characters, at least %d are needed: make one with `openssl rand -hex 32`", len(configured), minSecret)
	case configured != "":
		return []byte(configured), nil
	case file == "":
		return nil, errors.New("AUTHD_SECRET is not set: with PostgreSQL every instance needs the same one to open the stored keys. " +
			"Make it once with `openssl rand -hex 32` and keep it apart from the database")
	}
	secret, err := readSecret(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecret(file)
	}
	return secret, err
}

func readSecret(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("secret file: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("secret file %s can be read or written by other users (mode %04o): run `chmod 600 %s`", file, mode, file)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("secret file: %w", err)
	}
	secret := strings.TrimSpace(string(content))
	if len(secret) < minSecret {
		return nil, fmt.Errorf("secret file %s holds %d characters, at least %d are needed: restore it from a backup, or delete it if no keys were made with it yet", file, len(secret), minSecret)
	}
	return []byte(secret), nil
}

// makeSecret never replaces a file: the ring would be lost with the old secret.
func makeSecret(file string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("secret file: %w", err)
	}
	secret := seal.Token()
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("secret file: %w", err)
	}
	_, err = f.WriteString(secret + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("secret file %s: %w", file, err)
	}
	return []byte(secret), nil
}
