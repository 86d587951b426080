package report

import (
	"encoding/json"
	"io"

	"authd/internal/lint"
)

// schema counts the changes of the JSON that readers have to follow. New keys
// are none.
const schema = 1

type jsonReport struct {
	Schema   int           `json:"schema"`
	File     string        `json:"file"`
	Summary  jsonSummary   `json:"summary"`
	Findings []jsonFinding `json:"findings"`
}

type jsonSummary struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notices  int `json:"notices"`
	Accepted int `json:"accepted"`
}

type jsonFinding struct {
	Rule     string        `json:"rule"`
	Severity lint.Severity `json:"severity"`
	Setting  string        `json:"setting,omitempty"`
	File     string        `json:"file"`
	Line     int           `json:"line,omitempty"`
	Column   int           `json:"column,omitempty"`
	Message  string        `json:"message"`
	Fix      string        `json:"fix,omitempty"`
	Accepted string        `json:"accepted_because,omitempty"`
}

// JSON writes one object.
func JSON(w io.Writer, r Report) error {
	out := jsonReport{Schema: schema, File: r.File, Findings: make([]jsonFinding, len(r.Findings))}
	out.Summary = jsonSummary{
		Errors:   lint.Count(r.Findings, lint.Error),
		Warnings: lint.Count(r.Findings, lint.Warning),
		Notices:  lint.Count(r.Findings, lint.Notice),
		Accepted: lint.Accepted(r.Findings),
	}
	for i, f := range r.Findings {
		out.Findings[i] = jsonFinding{
			Rule: f.Rule, Severity: f.Severity, Setting: f.At.Path,
			File: f.At.File, Line: f.At.Line, Column: f.At.Column,
			Message: f.Message, Fix: f.Fix, Accepted: f.Accepted,
		}
	}
	return encode(w, out)
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
