package report

import (
	"fmt"
	"io"
	"strings"

	"authd/internal/lint"
)

// GitHub writes a workflow command each finding, which GitHub shows beside the
// line. What somebody accepted is left out.
func GitHub(w io.Writer, r Report) error {
	var b strings.Builder
	for _, f := range r.Findings {
		if f.Accepted == "" {
			b.WriteString(command(f))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func command(f lint.Finding) string {
	properties := []string{"file=" + property.Replace(f.At.File)}
	if f.At.Line > 0 {
		properties = append(properties, fmt.Sprintf("line=%d", f.At.Line))
	}
	if f.At.Column > 0 {
		properties = append(properties, fmt.Sprintf("col=%d", f.At.Column))
	}
	properties = append(properties, "title="+property.Replace("authd: "+f.Rule))
	return fmt.Sprintf("::%s %s::%s\n", f.Severity, strings.Join(properties, ","), data.Replace(withFix(f)))
}

// withFix is the whole of f but its place, in two lines or more.
func withFix(f lint.Finding) string {
	if f.Fix == "" {
		return sentence(f)
	}
	return sentence(f) + "\nfix: " + f.Fix
}

// What ends a command or one of its properties is escaped, as GitHub's own
// toolkit does it.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
