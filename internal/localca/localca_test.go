package localca

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var hosts = []string{"localhost", "127.0.0.1", "::1"}

func fixed(now time.Time) func() time.Time { return func() time.Time { return now } }

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func mustOpen(t *testing.T, dir string, hosts []string, now time.Time) *Authority {
	t.Helper()
	a, err := Open(dir, hosts, fixed(now))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func content(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func put(t *testing.T, dir, name, data string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

func trusting(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(content(t, dir, certificateFile))) {
		t.Fatal("ca.pem holds no certificate")
	}
	return pool
}

func TestOpen_ServesTLS(t *testing.T) {
	dir := t.TempDir()
	now := time.Now() // a TLS client compares with the machine's clock
	a := mustOpen(t, dir, hosts, now)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{GetCertificate: a.GetCertificate})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go greet(listener)
	for _, host := range hosts {
		conn, err := tls.Dial("tcp", listener.Addr().String(), &tls.Config{RootCAs: trusting(t, dir), ServerName: host})
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		conn.Close()
	}
}

// greet shakes hands with whoever connects, until l is closed.
func greet(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		conn.(*tls.Conn).Handshake() //nolint:errcheck // the client reports it
		conn.Close()
	}
}

func TestOpen_Files(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	mustOpen(t, dir, hosts, start)
	for name, want := range map[string]os.FileMode{certificateFile: 0o644, keyFile: 0o600} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: got %v (%v), want mode %o", name, info.Mode(), err, want)
		}
	}
	before := content(t, dir, certificateFile) + content(t, dir, keyFile)
	mustOpen(t, dir, hosts, start.Add(time.Hour))
	if content(t, dir, certificateFile)+content(t, dir, keyFile) != before {
		t.Error("the second start changed the authority")
	}
}

func TestOpen_RefusesAndKeepsABadAuthority(t *testing.T) {
	other := t.TempDir()
	mustOpen(t, other, hosts, start)
	tests := []struct {
		name  string
		spoil func(t *testing.T, dir string)
		hosts []string
		now   time.Time
		want  string
	}{
		{"the key is missing", func(t *testing.T, dir string) { remove(t, dir, keyFile) }, hosts, start, "only one of"},
		{"the certificate is missing", func(t *testing.T, dir string) { remove(t, dir, certificateFile) }, hosts, start, "only one of"},
		{"the certificate is damaged", func(t *testing.T, dir string) { put(t, dir, certificateFile, "x") }, hosts, start, "damaged"},
		{"the key is damaged", func(t *testing.T, dir string) { put(t, dir, keyFile, "x") }, hosts, start, "damaged"},
		{"the key is another authority's", func(t *testing.T, dir string) { put(t, dir, keyFile, content(t, other, keyFile)) }, hosts, start, "damaged"},
		{"others can read the key", func(t *testing.T, dir string) { chmod(t, dir, keyFile, 0o644) }, hosts, start, "chmod 600"},
		{"it has expired", func(*testing.T, string) {}, hosts, start.Add(authorityLifetime + time.Second), "cannot vouch"},
		{"the server has a new host", func(*testing.T, string) {}, []string{"auth.example.com"}, start, "cannot vouch for auth.example.com"},
		{"the server has a new address", func(*testing.T, string) {}, []string{"192.0.2.1"}, start, "cannot vouch for 192.0.2.1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			mustOpen(t, dir, hosts, start)
			test.spoil(t, dir)
			before := listing(t, dir)
			_, err := Open(dir, test.hosts, fixed(test.now))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if listing(t, dir) != before {
				t.Error("the files were changed")
			}
		})
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

func chmod(t *testing.T, dir, name string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
		t.Fatal(err)
	}
}

// listing is every file's name, mode and content.
func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(e.Name() + info.Mode().String() + content(t, dir, e.Name()))
	}
	return text.String()
}

func TestOpen_OtherHosts(t *testing.T) {
	dir := t.TempDir()
	a := mustOpen(t, dir, []string{"auth.test", "192.0.2.1"}, start)
	cert, err := a.GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"auth.test", "192.0.2.1"} {
		if err := cert.Leaf.VerifyHostname(host); err != nil {
			t.Error(err)
		}
	}
	t.Run("the authority can vouch for nobody else, even with its key stolen", func(t *testing.T) {
		forged, err := newLeaf(&a.signer, []string{"bank.example"}, start)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := forged.Leaf.Verify(x509.VerifyOptions{Roots: trusting(t, dir), CurrentTime: start}); err == nil {
			t.Error("a certificate for bank.example is accepted")
		}
	})
}

func TestGetCertificate_Renews(t *testing.T) {
	now := start
	a, err := Open(t.TempDir(), hosts, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	certificate := func(at time.Time) *tls.Certificate {
		now = at
		c, err := a.GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := certificate(start)
	renewal := first.Leaf.NotAfter.Add(-leafRenewal)
	if certificate(renewal.Add(-time.Second)) != first {
		t.Error("a new certificate was made too early")
	}
	second := certificate(renewal)
	if second == first || !second.Leaf.NotAfter.After(first.Leaf.NotAfter) {
		t.Errorf("the certificate that ends %v was not renewed in time", first.Leaf.NotAfter)
	}
	if lifetime := second.Leaf.NotAfter.Sub(second.Leaf.NotBefore); lifetime > 365*24*time.Hour {
		t.Errorf("it lives %v, more than a year", lifetime)
	}
}
