package main

import (
	"path/filepath"
	"strconv"
	"testing"

	"authd/internal/lint"
)

// What we give people to start with has nothing to warn of, and the one notice
// is what the old SDKs need.
func TestOurOwnConfigurationsAreWise(t *testing.T) {
	dev, err := devOptions{Data: t.TempDir(), Port: port(t), PlaygroundPort: port(t)}.writeConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"config.example.yaml": filepath.Join("..", "..", "config.example.yaml"), "dev.yaml": dev} {
		t.Run(name, func(t *testing.T) {
			snapshot, findings, err := judge(path)
			if err != nil || snapshot == nil {
				t.Fatalf("%v, %v", findings, err)
			}
			for _, f := range findings {
				if f.Accepted == "" && (f.Severity > lint.Notice || f.Rule != "implicit-flow") {
					t.Errorf("%s: %s [%s]", f.At, f.Message, f.Rule)
				}
			}
		})
	}
}

func port(t *testing.T) int {
	t.Helper()
	text, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
