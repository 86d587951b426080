package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A pairOfFiles is where tls.mode files finds a certificate and its key.
type pairOfFiles struct{ cert, key string }

// renew writes another certificate with its key.
func (p pairOfFiles) renew(t *testing.T, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: began, NotAfter: began.Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, p.cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	write(t, p.key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// RE-21: a renewed certificate is shown after a reload, and one that cannot be read
// leaves the one before in force, with all the rest.
func TestRE21_CertificatesAreRenewedInPlace(t *testing.T) {
	folder := t.TempDir()
	files := pairOfFiles{filepath.Join(folder, "tls.crt"), filepath.Join(folder, "tls.key")}
	files.renew(t, 1)
	byFiles := setting{"tls: {mode: off}", fmt.Sprintf("tls: {mode: files, cert_file: %q, key_file: %q}", files.cert, files.key)}
	s := newSystem(t, byFiles)
	shown := func(want int64) {
		t.Helper()
		c, err := s.tls.GetCertificate(nil)
		if err != nil || c.Leaf.SerialNumber.Int64() != want {
			t.Errorf("certificate %v is shown (%v), want %d", c.Leaf.SerialNumber, err, want)
		}
	}
	shown(1)
	files.renew(t, 2)
	s.reloaded(byFiles)
	shown(2)
	write(t, files.cert, []byte("cut short"))
	renamed := setting{"friendly_name: Test", "friendly_name: Renamed"}
	if _, err := s.Reload(context.Background(), s.changed(byFiles, renamed)); err == nil || !strings.Contains(err.Error(), "server.tls") {
		t.Errorf("a certificate that is none: %v", err)
	}
	shown(2)
	if got := s.current.Load().config.Directory.Tenant.FriendlyName; got != "Test" {
		t.Errorf("the rest was taken over: %s", got)
	}
}
