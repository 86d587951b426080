package auth0import_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/auth0import"
	"authd/internal/auth0import/export"
)

var update = flag.Bool("update", false, "write what is found into the golden files")

// exports are the tenants in testdata, by their folders.
var exports = []string{"small", "everything", "directory", "broken"}

// plan reads the export in testdata, with the keywords it may have.
func plan(t *testing.T, name string) auth0import.Plan {
	t.Helper()
	folder := filepath.Join("testdata", name)
	var keywords export.Keywords
	if data, err := os.ReadFile(filepath.Join(folder, "config.json")); err == nil {
		if keywords, err = export.ParseKeywords(data); err != nil {
			t.Fatal(err)
		}
	}
	tenant, err := export.Open(folder, keywords)
	if err != nil {
		t.Fatal(err)
	}
	return auth0import.NewPlan(tenant, auth0import.Options{Secrets: "secrets"})
}

// Each export has the configuration, the report and the report as JSON beside it.
func TestGolden(t *testing.T) {
	for _, name := range exports {
		t.Run(name, func(t *testing.T) {
			p := plan(t, name)
			text, err := p.File.Encode(p.Comments)
			if err != nil {
				t.Fatal(err)
			}
			var report strings.Builder
			if err := p.Report.Write(&report); err != nil {
				t.Fatal(err)
			}
			asJSON, err := json.MarshalIndent(p.Report, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			compare(t, name+".yaml.golden", string(text))
			compare(t, name+".report.golden", report.String())
			compare(t, name+".json.golden", string(asJSON)+"\n")
		})
	}
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	golden := filepath.Join("testdata", file)
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
		t.Errorf("%s: got:\n%s\nwant:\n%s", file, got, want)
	}
}
