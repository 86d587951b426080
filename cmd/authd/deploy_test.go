package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/config"
	"authd/internal/lint"
	"authd/internal/lint/rules"
)

// What is in deploy, and the Dockerfile, must fit this program: its commands, its
// settings, its ports and paths. These are what the tests of each have in common.

const (
	root = "../.."
	// handlingRequests is how long a server that stops goes on with those in hand.
	handlingRequests = 15 * time.Second
	secretFolder     = "/run/secrets/"
)

func text(t *testing.T, name ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{root}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// understood says that the command line is one of this program.
func understood(t *testing.T, args []string) {
	t.Helper()
	tree := newRoot()
	cmd, rest, err := tree.Find(args)
	if err != nil || cmd == tree {
		t.Errorf("authd has no command %v: %v", args, err)
		return
	}
	if err := cmd.ParseFlags(rest); err != nil {
		t.Errorf("authd %v: %v", args, err)
		return
	}
	if err := cmd.Args(cmd, cmd.Flags().Args()); err != nil {
		t.Errorf("authd %v: %v", args, err)
	}
}

// configOf is the value of --config.
func configOf(t *testing.T, args []string) string {
	t.Helper()
	at := slices.Index(args, "--config")
	if at < 0 || at+1 == len(args) {
		t.Fatalf("%v names no configuration", args)
	}
	return args[at+1]
}

var secretName = regexp.MustCompile(regexp.QuoteMeta(secretFolder) + `[\w/-]+`)

// loaded is a configuration as it is deployed, which must be without a mistake or
// a warning, and the secrets it and the environment name, below secretFolder.
func loaded(t *testing.T, yaml string, environment map[string]string) (*config.Snapshot, []string) {
	t.Helper()
	folder, names := t.TempDir(), []string{}
	here := func(text string) string {
		return secretName.ReplaceAllStringFunc(text, func(path string) string {
			name := strings.TrimPrefix(path, secretFolder)
			names = append(names, name)
			file := filepath.Join(folder, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(strings.Repeat("x", 64)), 0o600); err != nil {
				t.Fatal(err)
			}
			return file
		})
	}
	snapshot, err := config.Parse("authd.yaml", []byte(here(yaml)), func(name string) (string, bool) {
		value, is := environment[name]
		return here(value), is
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range lint.AtLeast(rules.Judge(snapshot), lint.Warning) {
		t.Errorf("%s: %s [%s]", finding.At, finding.Message, finding.Rule)
	}
	slices.Sort(names)
	return snapshot, slices.Compact(names)
}

// longEnough says that a server is not killed before it has stopped by itself.
func longEnough(t *testing.T, patience time.Duration, snapshot *config.Snapshot) {
	t.Helper()
	if needs := snapshot.Server.ShutdownDelay + handlingRequests; patience <= needs {
		t.Errorf("it is killed after %v, and may need %v to stop", patience, needs)
	}
}

// served says that the admin listener has that path.
func served(t *testing.T, path string) {
	t.Helper()
	if !strings.Contains(text(t, "internal", "server", "admin.go"), `"GET `+path+`"`) {
		t.Errorf("%s is not served at server.admin_listen", path)
	}
}

func portOf(address string) string { return address[strings.LastIndexByte(address, ':')+1:] }
