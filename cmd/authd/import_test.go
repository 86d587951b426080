package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authd/internal/auth0import/users"
)

func TestProgressLine(t *testing.T) {
	for _, tc := range []struct {
		lines int
		done  float64
		took  time.Duration
		want  string
	}{
		{0, 0, 0, "0 lines"},
		{1000, 0.25, time.Second, "1000 lines, 1000/s, 3s left"},
		{50000, 0.5, 90 * time.Second, "50000 lines, 556/s, 1m30s left"},
		{7, 1, time.Second, "7 lines, 7/s"},
		{7, -1, 2 * time.Second, "7 lines, 4/s"},
	} {
		if got := progressLine(tc.lines, "lines", tc.done, tc.took); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

// Only a terminal shows progress; like it, /dev/null is a device.
func TestProgressIsForTerminals(t *testing.T) {
	now := time.Unix(0, 0)
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		to    io.Writer
		shown bool
	}{"a buffer": {new(bytes.Buffer), false}, "a file": {file, false}, "a pipe": {write, false}, "a device": {device, true}} {
		if got := newProgress(tc.to, "lines", now); (got != nil) != tc.shown {
			t.Errorf("%s: shown %v", name, got != nil)
		}
	}
	for _, f := range []*os.File{file, read, write, device} {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// One line is written over, not more often than one can read, and always at the end.
func TestProgressIsOneLine(t *testing.T) {
	name := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(name, make([]byte, 100), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := users.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out bytes.Buffer
	start := time.Unix(1000, 0)
	p := &progress{to: &out, what: "lines", of: f, since: start}
	step := func(read, lines int, after time.Duration) {
		if _, err := io.ReadFull(f, make([]byte, read)); err != nil {
			t.Fatal(err)
		}
		p.show(lines, start.Add(after))
	}
	step(50, 1, time.Second)
	step(25, 2, time.Second+time.Millisecond)
	step(25, 3, time.Second+2*time.Millisecond)
	p.end()
	var shown []string
	for part := range strings.SplitSeq(out.String(), "\r") {
		shown = append(shown, strings.TrimRight(part, " \n"))
	}
	if got := strings.Join(shown, "|"); got != "|1 lines, 1/s, 1s left|3 lines, 3/s" || !strings.HasSuffix(out.String(), "\n") {
		t.Errorf("got %q", out.String())
	}
}

func TestAnImportThatIsStoppedSaysHowFarItCame(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"tenant.yaml": "clients: []", "users.json": `{"user_id":"email|1","email":"a@example.com"}`} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var stdout, stderr bytes.Buffer
	code := run(ctx, []string{"import", "auth0", "tenant.yaml", "--users", "users.json"}, &stdout, &stderr)
	if code != exitFailed || stderr.String() != "stopped before line 1 was kept: context canceled; run the same command again to go on\n" {
		t.Errorf("%d: %s", code, &stderr)
	}
}
