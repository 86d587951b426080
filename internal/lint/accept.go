package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/suggest"
)

// The rules about comments that accept findings.
const (
	InvalidIgnore = "invalid-ignore"
	UnusedIgnore  = "unused-ignore"
)

const ignoreForm = "write: # authd:ignore RULE because REASON"

// accept marks the findings that remarks accept, and adds what is the matter
// with the remarks themselves.
func accept(list []Finding, remarks []config.Remark, rules map[string]Severity) []Finding {
	var more []Finding
	about := map[int][]int{} // indices of list by line
	for i, f := range list {
		about[f.At.Line] = append(about[f.At.Line], i)
	}
	for _, r := range remarks {
		rule, reason, fault := parseIgnore(r.Text, rules)
		used := false
		for _, i := range about[r.About] {
			if f := &list[i]; f.Rule == rule && r.About > 0 {
				f.Accepted, used = reason, true
			}
		}
		switch {
		case fault != nil:
			more = append(more, fault.at(r, rules))
		case !used:
			unused := misread{UnusedIgnore, fmt.Sprintf("a comment accepts %s, which finds nothing on line %d", rule, r.About), "take the comment out"}
			more = append(more, unused.at(r, rules))
		}
	}
	return append(list, more...)
}

// A misread is what is the matter with a comment.
type misread struct{ rule, message, fix string }

func (m misread) at(r config.Remark, rules map[string]Severity) Finding {
	place := authd.Setting{File: r.File, Line: r.Line, Column: r.Column}
	return Finding{Rule: m.rule, Severity: rules[m.rule], At: place, Message: m.message, Fix: m.fix}
}

// parseIgnore reads "ignore RULE because REASON".
func parseIgnore(text string, rules map[string]Severity) (string, string, *misread) {
	words := strings.Fields(text)
	if len(words) == 0 || words[0] != "ignore" {
		return "", "", &misread{InvalidIgnore, fmt.Sprintf("a comment begins with authd: and says %.40q, which means nothing", text), ignoreForm}
	}
	if len(words) < 4 || words[2] != "because" {
		return "", "", &misread{InvalidIgnore, "a comment accepts something and does not say what and why", ignoreForm}
	}
	rule, reason := words[1], strings.Join(words[3:], " ")
	severity, known := rules[rule]
	switch {
	case !known:
		return "", "", &misread{InvalidIgnore, fmt.Sprintf("a comment accepts %.40q, which is no rule", rule), nearestRule(rule, rules)}
	case severity == Error:
		return "", "", &misread{InvalidIgnore, "a comment accepts " + rule + ", but the server does not start with it", "take the comment out"}
	}
	return rule, reason, nil
}

func nearestRule(name string, rules map[string]Severity) string {
	if near := suggest.Nearest(name, slices.Sorted(maps.Keys(rules))); near != "" {
		return `did you mean "` + near + `"?`
	}
	return "authd check --rules lists them"
}
