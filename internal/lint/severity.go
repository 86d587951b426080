package lint

import (
	"fmt"
	"strings"
)

// A Severity says how bad a finding is. A worse one is greater.
type Severity int

// The severities.
const (
	Notice  Severity = iota + 1 // worth knowing
	Warning                     // probably not what was meant, or not safe
	Error                       // the server does not start
)

var severities = map[Severity]string{Notice: "notice", Warning: "warning", Error: "error"}

// String is the word for s: notice, warning or error.
func (s Severity) String() string { return severities[s] }

// MarshalText writes the word for s.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseSeverity reads the word for a severity.
func ParseSeverity(word string) (Severity, error) {
	for s, known := range severities {
		if known == word {
			return s, nil
		}
	}
	words := []string{Error.String(), Warning.String(), Notice.String()}
	return 0, fmt.Errorf("must be one of %s, not %q", strings.Join(words, ", "), word)
}
