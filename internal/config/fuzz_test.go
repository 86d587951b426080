package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"authd/internal/config"
)

// Whatever a file holds, Parse returns either a snapshot or problems in the
// order of the file.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range append(files, example) {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("clients: &a [*a]"))
	f.Add([]byte("a: &a {<<: *a}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := config.Parse("authd.yaml", data, unset)
		var problems config.Problems
		if (s == nil) == (err == nil) || err != nil && (!errors.As(err, &problems) || len(problems) == 0) {
			t.Fatalf("snapshot %v, error %v", s != nil, err)
		}
		for i := 1; i < len(problems); i++ {
			if problems[i].Line < problems[i-1].Line {
				t.Errorf("line %d is reported after line %d", problems[i].Line, problems[i-1].Line)
			}
		}
	})
}
