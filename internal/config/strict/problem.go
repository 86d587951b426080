package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"authd/internal/authd"
)

// A Problem is one mistake a person can put right.
type Problem struct {
	File       string // or the environment variable that says it
	Line       int    // from 1; 0 when the file does not say it
	Column     int    // from 1; 0 when unknown
	Path       string // the setting, for example clients[spa].callbacks[0]
	Text       string // what is wrong and what to do; never a secret
	Suggestion string // what was probably meant, or ""
	Rule       string // the page of docs/lint about it, or ""
	Fix        string // what to do, where Text leaves it open, or ""
}

// At makes a Problem of text at a setting.
func At(s authd.Setting, text string) Problem {
	return Problem{File: s.File, Line: s.Line, Column: s.Column, Path: s.Path, Text: text}
}

// String reads file:line:column: path: text, did you mean "…"?
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	for _, n := range []int{p.Line, p.Column} {
		if n > 0 {
			fmt.Fprintf(&b, ":%d", n)
		}
	}
	for _, part := range []string{p.Path, p.Text} {
		if part != "" && b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(part)
	}
	if p.Suggestion != "" {
		fmt.Fprintf(&b, ", did you mean %q?", p.Suggestion)
	}
	return b.String()
}

// Problems are mistakes as one error.
type Problems []Problem

// Error joins the problems, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Sort orders the problems as the file does, those outside it first.
func (p Problems) Sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Path, b.Path))
	})
}
