package report

import (
	"io"
	"net/url"
	"path/filepath"

	"authd/internal/lint"
)

const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

// The parts of SARIF 2.1.0 that are written; §3.13 and on describe them. Columns
// count letters, so the run says unicodeCodePoints.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string             `json:"id"`
		ShortDescription sarifText          `json:"shortDescription"`
		HelpURI          string             `json:"helpUri,omitempty"`
		Help             sarifText          `json:"help"`
		Configuration    sarifConfiguration `json:"defaultConfiguration"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification"`
	}
)

// SARIF writes a log with one run. What somebody accepted is in it, suppressed
// in the source.
func SARIF(w io.Writer, r Report) error {
	driver := sarifDriver{Name: "authd", Version: r.Version, Rules: make([]sarifRule, len(r.Rules))}
	index := map[string]int{}
	for i, rule := range r.Rules {
		index[rule.ID] = i
		driver.Rules[i] = r.sarifRule(rule)
	}
	run := sarifRun{Tool: sarifTool{driver}, ColumnKind: "unicodeCodePoints", Results: make([]sarifResult, len(r.Findings))}
	for i, f := range r.Findings {
		run.Results[i] = result(f, index[f.Rule])
	}
	return encode(w, sarifLog{Schema: sarifSchema, Version: sarifVersion, Runs: []sarifRun{run}})
}

// sarifRule has the page itself, and its address if there is one: helpUri has to
// be absolute (§3.49.12).
func (r Report) sarifRule(rule lint.Rule) sarifRule {
	page := r.Page(rule.ID)
	described := sarifRule{
		ID: rule.ID, ShortDescription: sarifText{Text: rule.Title},
		Help: sarifText{Text: page, Markdown: page}, Configuration: sarifConfiguration{level(rule.Severity)},
	}
	if r.Docs != "" {
		described.HelpURI = r.Docs + rule.ID + ".md"
	}
	return described
}

func result(f lint.Finding, index int) sarifResult {
	at := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{URI: artifact(f.At.File)}}}
	if f.At.Line > 0 {
		at.Physical.Region = &sarifRegion{StartLine: f.At.Line, StartColumn: f.At.Column}
	}
	if f.At.Path != "" {
		at.Logical = []sarifLogical{{f.At.Path}}
	}
	r := sarifResult{RuleID: f.Rule, RuleIndex: index, Level: level(f.Severity), Message: sarifText{Text: withFix(f)}, Locations: []sarifLocation{at}}
	if f.Accepted != "" {
		r.Suppressions = []sarifSuppression{{Kind: "inSource", Justification: f.Accepted}}
	}
	return r
}

// level is SARIF's word for a severity (§3.27.10).
func level(s lint.Severity) string {
	if s == lint.Notice {
		return "note"
	}
	return s.String()
}

// artifact is a file's name as a URI (§3.4.3): relative ones stay relative, to
// wherever the log is read.
func artifact(file string) string {
	u := url.URL{Path: filepath.ToSlash(file)}
	if filepath.IsAbs(file) {
		u.Scheme = "file"
	}
	return u.String()
}
