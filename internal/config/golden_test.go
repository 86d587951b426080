package config_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/config"
)

var update = flag.Bool("update", false, "write what is found into the golden files")

// Each testdata/NAME.yaml has every problem and warning of it in NAME.golden.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, strings.TrimSuffix(path, ".yaml")+".golden", report(data))
		})
	}
}

// report is what a person would be told about data.
func report(data []byte) string {
	snapshot, err := config.Parse("authd.yaml", data, unset)
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	for _, w := range snapshot.Warnings {
		b.WriteString("warning: " + w.String() + " [" + w.Rule + "]\n")
	}
	return b.String()
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestLoadSaysThatAFileIsMissing(t *testing.T) {
	_, err := config.Load("testdata/none.yaml", unset)
	var problems config.Problems
	if !errors.As(err, &problems) || err.Error() != "testdata/none.yaml: cannot be read: no such file or directory" {
		t.Errorf("got %v", err)
	}
}
