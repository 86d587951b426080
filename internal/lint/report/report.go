package report

import (
	"fmt"
	"io"
	"strings"

	"authd/internal/lint"
)

// A Report is what is written.
type Report struct {
	File     string // that was judged
	Findings []lint.Finding
	Rules    []lint.Rule
	Page     func(rule string) string // the text of docs/lint/RULE.md
	Docs     string                   // the URL under which docs/lint is published, ends in "/"; "" is nowhere
	Version  string                   // of authd
}

// Formats are the names of the formats.
var Formats = []string{"text", "json", "sarif", "github"}

// A Writer writes a report in one format. Its only error is w's.
type Writer = func(w io.Writer, r Report) error

// Format is the writer for a name of Formats.
func Format(name string) (Writer, error) {
	switch name {
	case "text":
		return Text, nil
	case "json":
		return JSON, nil
	case "sarif":
		return SARIF, nil
	case "github":
		return GitHub, nil
	}
	return nil, fmt.Errorf("must be one of %s, not %q", strings.Join(Formats, ", "), name)
}

// sentence is what is to be said about f where its place stands elsewhere.
func sentence(f lint.Finding) string {
	if f.At.Path == "" {
		return f.Message
	}
	return f.At.Path + ": " + f.Message
}
