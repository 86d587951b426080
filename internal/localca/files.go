package localca

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	certificateFile = "ca.pem"
	keyFile         = "ca-key.pem"
)

// whatToDo ends every complaint about an authority that is there but no good. It
// is never replaced unasked: people have told their browsers to trust it.
const whatToDo = "restore ca.pem and ca-key.pem from a backup, or move both away to have a new authority made, which browsers must then be told to trust"

// read loads the authority from dir. Its error is fs.ErrNotExist only when
// neither file is there.
func read(dir string) (tls.Certificate, error) {
	certificate, certErr := os.ReadFile(filepath.Join(dir, certificateFile))
	key, keyErr := readKey(filepath.Join(dir, keyFile))
	if errors.Is(certErr, fs.ErrNotExist) != errors.Is(keyErr, fs.ErrNotExist) {
		return tls.Certificate{}, fmt.Errorf("only one of %s and %s is in %s: %s", certificateFile, keyFile, dir, whatToDo)
	}
	if err := errors.Join(certErr, keyErr); err != nil {
		return tls.Certificate{}, err
	}
	pair, err := tls.X509KeyPair(certificate, key) // also checks that they belong together
	if err == nil && !pair.Leaf.IsCA {
		err = errors.New("the certificate is not an authority's")
	}
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("the authority in %s is damaged (%w): %s", dir, err, whatToDo)
	}
	return pair, nil
}

func readKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read or written by other users (mode %04o): run `chmod 600 %s`", path, mode, path)
	}
	return os.ReadFile(path)
}

// write makes both files anew, never over existing ones. The key comes first: a
// certificate without its key could be trusted and never used.
func write(dir string, authority tls.Certificate) error {
	key, err := x509.MarshalPKCS8PrivateKey(authority.PrivateKey)
	if err != nil {
		return fmt.Errorf("encode the key: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := writeNew(filepath.Join(dir, keyFile), 0o600, &pem.Block{Type: "PRIVATE KEY", Bytes: key}); err != nil {
		return err
	}
	return writeNew(filepath.Join(dir, certificateFile), 0o644, &pem.Block{Type: "CERTIFICATE", Bytes: authority.Certificate[0]})
}

func writeNew(path string, mode fs.FileMode, block *pem.Block) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if err := errors.Join(pem.Encode(f, block), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
