package lint

import (
	"cmp"
	"slices"

	"authd/internal/authd"
	"authd/internal/config"
)

// A Finding is one thing a rule has to say.
type Finding struct {
	Rule     string
	Severity Severity
	At       authd.Setting // File may be an environment variable; Line and Column are 0 when unknown
	Message  string        // what is the matter, to be read after the setting's path; never a secret
	Fix      string        // one line of what to do; "" where Message says it
	Accepted string        // why somebody accepted it in the file; "" is not accepted
}

// ConfigError is the rule of every mistake that has none of its own.
const ConfigError = "config-error"

// Mistakes are the findings of a configuration that could not be used.
func Mistakes(problems config.Problems) []Finding {
	list := make([]Finding, len(problems))
	for i, p := range problems {
		list[i] = finding(p, Error)
		list[i].Rule = cmp.Or(p.Rule, ConfigError)
	}
	return list
}

// finding is p, judged with the severity of its rule.
func finding(p config.Problem, s Severity) Finding {
	f := Finding{Rule: p.Rule, Severity: s, Message: p.Text, Fix: p.Fix}
	f.At = authd.Setting{Path: p.Path, File: p.File, Line: p.Line, Column: p.Column}
	if p.Suggestion != "" {
		f.Fix = `did you mean "` + p.Suggestion + `"?`
	}
	return f
}

// sortFindings orders them as the file does, those outside it first.
func sortFindings(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column),
			cmp.Compare(a.At.Path, b.At.Path), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
}

// Count says how many findings of a severity nobody accepted.
func Count(list []Finding, s Severity) int {
	n := 0
	for _, f := range list {
		if f.Severity == s && f.Accepted == "" {
			n++
		}
	}
	return n
}

// Accepted says how many findings somebody accepted.
func Accepted(list []Finding) int {
	n := 0
	for _, f := range list {
		if f.Accepted != "" {
			n++
		}
	}
	return n
}

// AtLeast are the findings that are as bad as s or worse.
func AtLeast(list []Finding, s Severity) []Finding {
	var bad []Finding
	for _, f := range list {
		if f.Severity >= s {
			bad = append(bad, f)
		}
	}
	return bad
}

// Reaches reports whether a finding that nobody accepted is at least as bad as s.
func Reaches(list []Finding, s Severity) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Accepted == "" && f.Severity >= s })
}
