package lint_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"authd/internal/config"
	"authd/internal/lint"
)

// ruleSet finds every API and every client, and knows the rules about comments.
var ruleSet = []lint.Rule{
	{ID: "an-api", Severity: lint.Notice, Check: func(s *lint.Subject, report lint.Report) {
		for _, a := range s.APIs {
			report("apis["+a.Identifier+"].identifier", "is an API", "none")
		}
	}},
	{ID: "a-client", Severity: lint.Warning, Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			report("clients["+c.ID+"].client_id", "is a client", "none")
		}
	}},
	{ID: "no-logs", Severity: lint.Notice, Check: func(s *lint.Subject, report lint.Report) {
		if s.Says("log.level") {
			report("log.level", "is said", "none")
		}
		if len(s.APIs) > 1 {
			report("log", "is said nowhere", "none")
		}
	}},
	{ID: "inline-secret", Severity: lint.Warning},
	{ID: lint.ConfigError, Severity: lint.Error},
	{ID: lint.InvalidIgnore, Severity: lint.Warning},
	{ID: lint.UnusedIgnore, Severity: lint.Notice},
}

const head = "issuer: https://auth.example.com/\ndelivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}}\n"

func snapshot(t *testing.T, text string) *config.Snapshot {
	t.Helper()
	s, err := config.Parse("authd.yaml", []byte(head+text), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// brief is what a test compares: place, rule and whether it is accepted.
func brief(list []lint.Finding) []string {
	var lines []string
	for _, f := range list {
		line := fmt.Sprintf("%d:%d %s %s", f.At.Line, f.At.Column, f.Severity, f.Rule)
		if f.Accepted != "" {
			line += " accepted: " + f.Accepted
		}
		lines = append(lines, line)
	}
	return lines
}

func TestJudgeOrdersFindingsAsTheFileDoes(t *testing.T) {
	got := brief(lint.Judge(snapshot(t, "clients:\n  - {client_id: b, client_secret: x}\n  - {client_id: a}\napis: [{identifier: x}]\n"), ruleSet))
	want := []string{"4:6 warning a-client", "4:20 warning inline-secret", "5:6 warning a-client", "6:9 notice an-api"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestComments(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"on the line": {"apis: [{identifier: x}] # authd:ignore an-api because we say so\n",
			[]string{"3:9 notice an-api accepted: we say so"}},
		"above the line": {"apis:\n  # authd:ignore an-api because we say so\n  - {identifier: x}\n",
			[]string{"5:6 notice an-api accepted: we say so"}},
		"two lines above": {"# authd:ignore an-api because we say so\napis:\n  - {identifier: x}\n",
			[]string{"3:1 notice unused-ignore", "5:6 notice an-api"}},
		"two findings of one rule": {"apis: [{identifier: x}, {identifier: y}] # authd:ignore an-api because both\n",
			[]string{"0:0 notice no-logs", "3:9 notice an-api accepted: both", "3:26 notice an-api accepted: both"}},
		"what stands nowhere, by a comment at the end": {"apis: [{identifier: x}, {identifier: y}]\n# authd:ignore no-logs because it has no line\n",
			[]string{"0:0 notice no-logs", "3:9 notice an-api", "3:26 notice an-api", "4:1 notice unused-ignore"}},
		"of two rules the one that is named": {"clients: [{client_id: x, client_secret: s}] # authd:ignore a-client because of this\n",
			[]string{"3:12 warning a-client accepted: of this", "3:26 warning inline-secret"}},
		"two comments above": {"# authd:ignore a-client because of this\n# authd:ignore inline-secret because of that\nclients: [{client_id: x, client_secret: s}]\n",
			[]string{"5:12 warning a-client accepted: of this", "5:26 warning inline-secret accepted: of that"}},
		"what is not there":   {"apis: [] # authd:ignore an-api because we say so\n", []string{"3:10 notice unused-ignore"}},
		"without a reason":    {"apis: [{identifier: x}] # authd:ignore an-api\n", []string{"3:9 notice an-api", "3:25 warning invalid-ignore"}},
		"because of nothing":  {"apis: [{identifier: x}] # authd:ignore an-api because\n", []string{"3:9 notice an-api", "3:25 warning invalid-ignore"}},
		"without a rule":      {"apis: [{identifier: x}] # authd:ignore because we say so\n", []string{"3:9 notice an-api", "3:25 warning invalid-ignore"}},
		"a rule there is not": {"apis: [{identifier: x}] # authd:ignore an-apy because we say so\n", []string{"3:9 notice an-api", "3:25 warning invalid-ignore"}},
		"an error":            {"apis: [] # authd:ignore config-error because we say so\n", []string{"3:10 warning invalid-ignore"}},
		"another word":        {"apis: [] # authd:disable an-api because we say so\n", []string{"3:10 warning invalid-ignore"}},
		"at the end of the file": {"apis: [{identifier: x}]\n# authd:ignore an-api because we say so\n",
			[]string{"3:9 notice an-api", "4:1 notice unused-ignore"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := brief(lint.Judge(snapshot(t, tc.text), ruleSet)); !slices.Equal(got, tc.want) {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestAMisspeltRuleIsSuggested(t *testing.T) {
	list := lint.Judge(snapshot(t, "apis: [] # authd:ignore an-apy because we say so\n"), ruleSet)
	if len(list) != 1 || list[0].Fix != `did you mean "an-api"?` {
		t.Errorf("got %+v", list)
	}
}

func TestMistakes(t *testing.T) {
	_, err := config.Parse("authd.yaml", []byte(head+"clients:\n  - {client_id: a, callbacks: ['http://app.example.com/'], label: b}\n"), func(string) (string, bool) { return "", false })
	var problems config.Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	list := lint.Mistakes(problems)
	if got, want := brief(list), []string{"4:32 error plain-http", "4:60 error config-error"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if list[0].Fix != `did you mean "https://app.example.com/"?` || list[1].Message != "unknown key" {
		t.Errorf("got %+v", list)
	}
}

func TestReaches(t *testing.T) {
	open := func(s lint.Severity) lint.Finding { return lint.Finding{Severity: s} }
	accepted := lint.Finding{Severity: lint.Warning, Accepted: "so"}
	for name, tc := range map[string]struct {
		list                   []lint.Finding
		notice, warning, error bool
	}{
		"nothing":             {nil, false, false, false},
		"a notice":            {[]lint.Finding{open(lint.Notice)}, true, false, false},
		"a warning":           {[]lint.Finding{open(lint.Warning)}, true, true, false},
		"an error":            {[]lint.Finding{open(lint.Error)}, true, true, true},
		"an accepted one":     {[]lint.Finding{accepted}, false, false, false},
		"one beside a notice": {[]lint.Finding{accepted, open(lint.Notice)}, true, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := [3]bool{lint.Reaches(tc.list, lint.Notice), lint.Reaches(tc.list, lint.Warning), lint.Reaches(tc.list, lint.Error)}
			if got != [3]bool{tc.notice, tc.warning, tc.error} {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestSeverities(t *testing.T) {
	for _, s := range []lint.Severity{lint.Notice, lint.Warning, lint.Error} {
		if read, err := lint.ParseSeverity(s.String()); err != nil || read != s {
			t.Errorf("%v is read as %v, %v", s, read, err)
		}
	}
	if _, err := lint.ParseSeverity("Error"); err == nil || !strings.Contains(err.Error(), "error, warning, notice") {
		t.Errorf("got %v", err)
	}
}
