package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"authd/internal/lint"
	"authd/internal/lint/report"
)

// A shape is what the schema of SARIF 2.1.0 demands of one of its objects, as
// far as we write it: sarif-schema-2.1.0.json, "definitions". Nothing but the
// named properties may be there.
type shape struct {
	required   []string
	properties map[string]func(path string, v any) []string
}

func (s shape) check(path string, v any) []string {
	object, ok := v.(map[string]any)
	if !ok {
		return []string{path + " is no object"}
	}
	var faults []string
	for _, key := range s.required {
		if _, found := object[key]; !found {
			faults = append(faults, path+"."+key+" is missing")
		}
	}
	for key, value := range object {
		check, known := s.properties[key]
		if !known {
			faults = append(faults, path+"."+key+" is no property")
			continue
		}
		faults = append(faults, check(path+"."+key, value)...)
	}
	return faults
}

func each(check func(string, any) []string) func(string, any) []string {
	return func(path string, v any) []string {
		list, ok := v.([]any)
		if !ok {
			return []string{path + " is no array"}
		}
		var faults []string
		for i, element := range list {
			faults = append(faults, check(fmt.Sprintf("%s[%d]", path, i), element)...)
		}
		return faults
	}
}

func text(path string, v any) []string {
	if s, ok := v.(string); !ok || s == "" {
		return []string{path + " is no text"}
	}
	return nil
}

func oneOf(words ...string) func(string, any) []string {
	return func(path string, v any) []string {
		if s, ok := v.(string); !ok || !slices.Contains(words, s) {
			return []string{fmt.Sprintf("%s is %v, not one of %v", path, v, words)}
		}
		return nil
	}
}

func atLeast(least float64) func(string, any) []string {
	return func(path string, v any) []string {
		if n, ok := v.(float64); !ok || n < least || n != float64(int(n)) {
			return []string{fmt.Sprintf("%s is %v, not a whole number from %v", path, v, least)}
		}
		return nil
	}
}

// uri is format "uri", which is absolute; reference is format "uri-reference".
func uri(path string, v any) []string {
	s, _ := v.(string)
	if u, err := url.Parse(s); err != nil || !u.IsAbs() {
		return []string{fmt.Sprintf("%s is %v, no absolute URI", path, v)}
	}
	return nil
}

func reference(path string, v any) []string {
	s, ok := v.(string)
	if _, err := url.Parse(s); !ok || err != nil || strings.ContainsAny(s, " <>\"{}|\\^`") {
		return []string{fmt.Sprintf("%s is %v, no URI reference", path, v)}
	}
	return nil
}

type checks = map[string]func(string, any) []string

var (
	level    = oneOf("none", "note", "warning", "error")
	message  = shape{[]string{"text"}, checks{"text": text, "markdown": text}}.check
	artifact = shape{nil, checks{"uri": reference}}.check
	region   = shape{nil, checks{"startLine": atLeast(1), "startColumn": atLeast(1)}}.check
	physical = shape{nil, checks{"artifactLocation": artifact, "region": region}}.check
	logical  = shape{nil, checks{"fullyQualifiedName": text}}.check
	location = shape{nil, checks{"physicalLocation": physical, "logicalLocations": each(logical)}}.check
	suppress = shape{[]string{"kind"}, checks{"kind": oneOf("inSource", "external"), "justification": text}}.check
	result   = shape{[]string{"message"}, checks{"ruleId": text, "ruleIndex": atLeast(-1), "level": level, "message": message, "locations": each(location), "suppressions": each(suppress)}}.check
	defaults = shape{nil, checks{"level": level}}.check
	rule     = shape{[]string{"id"}, checks{"id": text, "shortDescription": message, "helpUri": uri, "help": message, "defaultConfiguration": defaults}}.check
	driver   = shape{[]string{"name"}, checks{"name": text, "version": text, "rules": each(rule)}}.check
	tool     = shape{[]string{"driver"}, checks{"driver": driver}}.check
	run      = shape{[]string{"tool"}, checks{"tool": tool, "columnKind": oneOf("utf16CodeUnits", "unicodeCodePoints"), "results": each(result)}}.check
	log      = shape{[]string{"version", "runs"}, checks{"$schema": uri, "version": oneOf("2.1.0"), "runs": each(run)}}.check
)

func written(t *testing.T, r report.Report) any {
	t.Helper()
	var out bytes.Buffer
	if err := report.SARIF(&out, r); err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSARIFHasTheShapeOfItsSchema(t *testing.T) {
	nowhere := sample()
	nowhere.Docs = ""
	empty := sample()
	empty.Findings = nil
	for name, r := range map[string]report.Report{"a sample": sample(), "without an address of the pages": nowhere, "without findings": empty} {
		t.Run(name, func(t *testing.T) {
			for _, fault := range log("log", written(t, r)) {
				t.Error(fault)
			}
		})
	}
}

// Each result leads to its rule, and each rule to its page.
func TestSARIFResultsLeadToTheirRules(t *testing.T) {
	run := written(t, sample()).(map[string]any)["runs"].([]any)[0].(map[string]any)
	rules := run["tool"].(map[string]any)["driver"].(map[string]any)["rules"].([]any)
	for i, v := range run["results"].([]any) {
		r := v.(map[string]any)
		described := rules[int(r["ruleIndex"].(float64))].(map[string]any)
		id := sample().Findings[i].Rule
		if r["ruleId"] != id || described["id"] != id || described["helpUri"] != "https://docs.example.com/lint/"+id+".md" {
			t.Errorf("result %d of %s: ruleId %v, rule %v", i, id, r["ruleId"], described)
		}
		if want := map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Notice: "note"}[sample().Findings[i].Severity]; r["level"] != want {
			t.Errorf("result %d: level %v, want %s", i, r["level"], want)
		}
		if _, suppressed := r["suppressions"]; suppressed != (sample().Findings[i].Accepted != "") {
			t.Errorf("result %d: suppressed %v", i, suppressed)
		}
	}
}
