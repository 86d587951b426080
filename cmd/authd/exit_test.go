package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// What scripts go by: 0 is well, 1 is found, 2 is a wrong command line.
func TestExitCodesOfCheck(t *testing.T) {
	const well = "issuer: https://auth.example.com/\ndelivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}}\n"
	dir := t.TempDir()
	files := map[string]string{"well": well, "warning": well + "apis: []\nclients: [{client_id: a}]\n", "notice": well + "apis: [{identifier: x}]\n", "error": "issuer: x\n"}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, tc := range map[string]struct {
		file string
		args []string
		want int
	}{
		"nothing":                          {"well", nil, 0},
		"nothing, of what is asked":        {"well", []string{"--fail-on", "notice"}, 0},
		"a notice":                         {"notice", nil, 0},
		"a notice below what is asked":     {"notice", []string{"--fail-on", "warning"}, 0},
		"a notice that is asked for":       {"notice", []string{"--fail-on", "notice"}, 1},
		"a warning":                        {"warning", nil, 0},
		"a warning that is asked for":      {"warning", []string{"--fail-on", "warning", "--format", "json"}, 1},
		"a warning above what is asked":    {"warning", []string{"--fail-on", "notice"}, 1},
		"an error":                         {"error", nil, 1},
		"an error, for programs":           {"error", []string{"--format", "sarif"}, 1},
		"no such file":                     {"none", nil, 1},
		"a wrong format":                   {"well", []string{"--format", "xml"}, 2},
		"a wrong severity":                 {"well", []string{"--fail-on", "all"}, 2},
		"a flag there is not":              {"well", []string{"--fix"}, 2},
		"a file where none is asked for":   {"well", []string{"--rules"}, 2},
		"a file where a rule is explained": {"well", []string{"--explain", "unused-api"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"check", filepath.Join(dir, tc.file)}, tc.args...)
			if got := run(t.Context(), args, io.Discard, io.Discard); got != tc.want {
				t.Errorf("got %d, want %d", got, tc.want)
			}
		})
	}
}
