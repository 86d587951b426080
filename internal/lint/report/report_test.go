package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/lint"
	"authd/internal/lint/report"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden")

// sample has one of each kind, and what could break a format: line breaks,
// percent signs, commas and colons, quotes, and letters outside ASCII.
func sample() report.Report {
	file := func(path string, line, column int) authd.Setting {
		return authd.Setting{Path: path, File: "conf/my authd, 100%:1.yaml", Line: line, Column: column}
	}
	return report.Report{
		File:    "conf/my authd, 100%:1.yaml",
		Version: "1.2.3",
		Docs:    "https://docs.example.com/lint/",
		Page:    func(rule string) string { return "# " + rule + "\n\nAll about \"it\".\n" },
		Rules: []lint.Rule{
			{ID: "first", Severity: lint.Error, Title: "an error"},
			{ID: "second", Severity: lint.Warning, Title: "a warning"},
			{ID: "third", Severity: lint.Notice, Title: "a notice"},
		},
		Findings: []lint.Finding{
			{Rule: "first", Severity: lint.Error, At: file("", 3, 0), Message: "not YAML"},
			{Rule: "second", Severity: lint.Warning, At: file("clients[ü].name", 4, 5), Message: "is 100%\r\nwrong, see: <this>", Fix: "write 1\nor 2"},
			{Rule: "third", Severity: lint.Notice, At: authd.Setting{Path: "log.level", File: "AUTHD_LOG_LEVEL"}, Message: "is odd", Fix: "unset it"},
			{Rule: "third", Severity: lint.Notice, At: authd.Setting{Path: "log.level", File: "/etc/authd.yaml", Line: 9, Column: 1}, Message: "is odd", Accepted: "we like it"},
		},
	}
}

func TestFormats(t *testing.T) {
	for _, name := range report.Formats {
		t.Run(name, func(t *testing.T) {
			write, err := report.Format(name)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := write(&out, sample()); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", name+".golden"), out.String())
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestUnknownFormat(t *testing.T) {
	if _, err := report.Format("xml"); err == nil || !strings.Contains(err.Error(), `text, json, sarif, github, not "xml"`) {
		t.Errorf("got %v", err)
	}
}

// A command is one line whatever is found, or a finding could give commands.
func TestGitHubCommandsStayOneLine(t *testing.T) {
	r := sample()
	r.Findings = []lint.Finding{{Rule: "second", Severity: lint.Warning, At: authd.Setting{File: "a\n::error::x", Line: 1}, Message: "b\n::stop-commands::c", Fix: "d\r\n::e::"}}
	var out bytes.Buffer
	if err := report.GitHub(&out, r); err != nil {
		t.Fatal(err)
	}
	want := "::warning file=a%0A%3A%3Aerror%3A%3Ax,line=1,title=authd%3A second::b%0A::stop-commands::c%0Afix: d%0D%0A::e::\n"
	if out.String() != want {
		t.Errorf("got  %q\nwant %q", out.String(), want)
	}
}
