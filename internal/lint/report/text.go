package report

import (
	"fmt"
	"io"
	"strings"

	"authd/internal/lint"
)

// Text writes for people: a line each finding, and what to do below it. What
// somebody accepted is left out.
func Text(w io.Writer, r Report) error {
	var b strings.Builder
	for _, f := range r.Findings {
		if f.Accepted == "" {
			b.WriteString(line(f))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// line is one finding. An error has no word in front: it reads as "authd serve"
// writes it.
func line(f lint.Finding) string {
	var b strings.Builder
	if f.Severity != lint.Error {
		b.WriteString(f.Severity.String() + ": ")
	}
	b.WriteString(f.At.File)
	for _, n := range []int{f.At.Line, f.At.Column} {
		if n > 0 {
			fmt.Fprintf(&b, ":%d", n)
		}
	}
	fmt.Fprintf(&b, ": %s [%s]\n", sentence(f), f.Rule)
	word := "  fix: "
	for fix := range strings.SplitSeq(f.Fix, "\n") {
		if fix != "" {
			b.WriteString(word + fix + "\n")
		}
		word = "       "
	}
	return b.String()
}
