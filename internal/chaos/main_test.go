package chaos

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"authd/internal/rig"
	"authd/internal/store/storetest"
)

// Long makes the tests as long as a release deserves: AUTHD_CHAOS=long.
var long = os.Getenv("AUTHD_CHAOS") == "long"

// scaled is how often something is done.
func scaled(short, atLength int) int {
	if long {
		return atLength
	}
	return short
}

var binary string

func TestMain(m *testing.M) {
	os.Exit(rig.WithBinary(func(path string) int {
		binary = path
		return m.Run()
	}))
}

// onSQLite and onPostgres are setups with a new, empty store. People reach the
// issuer at entry, which is host:port of a server or of a proxy.
func onSQLite(t *testing.T, entry, smtp string) rig.Setup {
	folder := t.TempDir()
	return rig.Setup{Folder: folder, Issuer: issuer(t, entry), Driver: "sqlite", DSN: filepath.Join(folder, "authd.db"), SMTP: smtp}
}

func onPostgres(t *testing.T, entry, smtp string) rig.Setup {
	return rig.Setup{Folder: t.TempDir(), Issuer: issuer(t, entry), Driver: "postgres", DSN: storetest.PostgresDSN(t), SMTP: smtp}
}

// issuer is the address of entry by name: addresses without one are not for people.
func issuer(t *testing.T, entry string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(entry)
	if err != nil {
		t.Fatal(err)
	}
	return "http://localhost:" + port + "/"
}

func freePort(t *testing.T) string {
	t.Helper()
	port, err := rig.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// start runs a server until the end of the test at the latest.
func start(t *testing.T, s rig.Setup, name, listen string) *rig.Process {
	t.Helper()
	p, err := s.Start(t.Context(), binary, name, listen)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// newSink is a mail server until the end of the test.
func newSink(t *testing.T) *rig.MailSink {
	t.Helper()
	s, err := rig.NewMailSink()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
