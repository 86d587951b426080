package chaos

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"authd/internal/rig"
	"authd/internal/store"
	"authd/internal/store/engine"
)

// UP-02: a binary that is older than the tables refuses to start, with one line that
// says what to do, and exit code 1.
func TestUP02_AnOlderBinaryRefuses(t *testing.T) {
	setup := onSQLite(t, freePort(t), "127.0.0.1:1")
	if err := start(t, setup, "older", "").Stop(); err != nil {
		t.Fatal(err)
	}
	source, err := store.Source(setup.Driver, setup.DSN)
	if err != nil {
		t.Fatal(err)
	}
	pools, err := engine.Open(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pools.Writer.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (90000, TRUE)"); err != nil {
		t.Fatal(err)
	}
	if err := pools.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = setup.Start(t.Context(), binary, "older", "")
	if err == nil {
		t.Fatal("it started")
	}
	state, said, _ := strings.Cut(err.Error(), "\n")
	said = strings.TrimSpace(said)
	if !strings.HasSuffix(state, "exit status 1") || !strings.Contains(said, "run the newer authd") || strings.Contains(said, "\n") {
		t.Errorf("%s\n%s", state, said)
	}
}

// RE-23: a server that has no file descriptor left for a connection goes on when
// others are given back.
func TestRE23_NoFilesLeft(t *testing.T) {
	entry := freePort(t)
	setup := onSQLite(t, entry, "127.0.0.1:1")
	setup.Files = 64
	p := start(t, setup, "authd", entry)
	var held []net.Conn
	for range 2 * setup.Files {
		c, err := net.Dial("tcp", entry)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
	}
	awaitNoFiles(t, p, setup.Files)
	for _, c := range held {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := rig.NewPerson(setup.Issuer, 0, &http.Transport{}).Login(t.Context(), rig.Ask()); err != nil {
		t.Errorf("nobody can log in afterwards: %v", err)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}

// awaitNoFiles waits until a process has used up all the files it may open. Some it
// may have besides, handed down by who started it.
func awaitNoFiles(t *testing.T, p *rig.Process, most int) {
	t.Helper()
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", p.PID()))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(strings.Fields(string(limits)), " "), fmt.Sprintf("Max open files %d %d", most, most)) {
		t.Fatalf("the server may open more files than %d:\n%s", most, limits)
	}
	for deadline := time.Now().Add(30 * time.Second); openFiles(t, p) < most; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the server has %d files open, want %d", openFiles(t, p), most)
		}
	}
}

// openFiles is how many files a process has open (proc(5)).
func openFiles(t *testing.T, p *rig.Process) int {
	t.Helper()
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.PID()))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}
