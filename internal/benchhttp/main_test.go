package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The whole of it, short and on SQLite: both programs as a stranger builds them.
func TestTheBenchmarkRuns(t *testing.T) {
	folder := t.TempDir()
	for _, program := range []string{"cmd/authd", "internal/benchhttp"} {
		build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(folder, filepath.Base(program)), "authd/"+program)
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build %s: %v\n%s", program, err, out)
		}
	}
	bench := exec.CommandContext(t.Context(), filepath.Join(folder, "benchhttp"), "-binary", filepath.Join(folder, "authd"), "-stores", "sqlite", "-requests", "32", "-runs", "1")
	problems := &strings.Builder{}
	bench.Stderr = problems
	out, err := bench.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, problems)
	}
	for _, r := range rows {
		if !strings.Contains(string(out), "\n| "+r.name+" | ") {
			t.Errorf("no line of %s in\n%s", r.key, out)
		}
	}
	for _, word := range []string{"load average before: ", "load average after: ", "One signature took "} {
		if !strings.Contains(string(out), word) {
			t.Errorf("no %q in\n%s", word, out)
		}
	}
}

func TestFlagsThatAreWrong(t *testing.T) {
	t.Setenv("AUTHD_TEST_POSTGRES_PID", "")
	for flags, want := range map[string]string{
		"-requests 31":             "-requests must be at least 32",
		"-runs 0":                  "-runs at least 1",
		"-stores oracle":           `-stores "oracle" is not known`,
		"-stores postgres":         "scripts/with-postgres",
		"-stores sqlite -rows one": `-rows: "one" is not known; there are silent-opaque, `,
	} {
		err := run(t.Context(), strings.Fields(flags), t.Output())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", flags, err, want)
		}
	}
}

func TestRowsAreChosen(t *testing.T) {
	chosen, err := choose("jwks,silent-jwt")
	if err != nil || len(chosen) != 2 || chosen[0].key != "jwks" || chosen[1].key != "silent-jwt" {
		t.Errorf("%v, %v", chosen, err)
	}
	if all, err := choose(""); err != nil || len(all) != len(rows) {
		t.Errorf("%d rows, %v", len(all), err)
	}
}
