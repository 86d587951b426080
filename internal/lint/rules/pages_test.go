package rules

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	pages "authd/docs/lint"
	"authd/internal/config"
	"authd/internal/lint"
)

const folder = "../../../docs/lint"

// The folder and the list of rules are one: no page is missing, and none is
// about a rule that is gone.
func TestEveryRuleHasItsPage(t *testing.T) {
	want := []string{"README.md"}
	for _, r := range All() {
		want = append(want, r.ID+".md")
	}
	slices.Sort(want)
	if twice := slices.Compact(slices.Clone(want)); len(twice) != len(want) {
		t.Errorf("a rule's id is used twice: %v", want)
	}
	files, err := filepath.Glob(folder + "/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	if !slices.Equal(files, want) {
		t.Errorf("got  %v\nwant %v", files, want)
	}
}

func TestPagesSayWhatRulesSay(t *testing.T) {
	index, err := os.ReadFile(folder + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range All() {
		t.Run(r.ID, func(t *testing.T) {
			head := fmt.Sprintf("# %s\n\n**%s**: %s\n\n", r.ID, r.Severity, r.Title)
			page := pages.Page(r.ID)
			if !strings.HasPrefix(page, head) {
				t.Errorf("the page begins\n%.200s\nwant\n%s", page, head)
			}
			rest := page
			for _, part := range []string{"## What it finds\n\n", "## Why it matters\n\n", "## How to put it right\n\n", "## Example\n\n"} {
				before, after, found := strings.Cut(rest, part)
				if !found || strings.TrimSpace(before) == "" {
					t.Errorf("%q is missing, or what stands above it", part)
				}
				rest = after
			}
			row := fmt.Sprintf("| [%s](%s.md) | %s | %s |\n", r.ID, r.ID, r.Severity, r.Title)
			if !strings.Contains(string(index), row) {
				t.Errorf("README.md has no row %s", row)
			}
		})
	}
}

// What is no example for a reading without files.
var exempt = []string{"readable-secret"}

// Each page's first example is found by its rule, and its second one is not.
// Neither has anything worse than a notice beside it that the page is silent
// about.
func TestExamplesOfPages(t *testing.T) {
	for _, r := range All() {
		if slices.Contains(exempt, r.ID) {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(pages.Page(r.ID), -1)
			if len(blocks) != 2 {
				t.Fatalf("%d examples, want two", len(blocks))
			}
			bad, good := find(t, blocks[0][1]), find(t, blocks[1][1])
			if !slices.Contains(ids(bad), r.ID) {
				t.Errorf("the first example is not found, only %v", bad)
			}
			if slices.Contains(ids(good), r.ID) || lint.Count(good, lint.Error) > 0 {
				t.Errorf("in the second one is found %v", good)
			}
			for _, f := range slices.Concat(bad, good) {
				if f.Rule == r.ID && f.Fix == "" && f.Severity != lint.Error {
					t.Errorf("%s says no fix", f.Message)
				}
				if f.Rule != r.ID && f.Severity >= lint.Warning && !strings.Contains(pages.Page(r.ID), "`"+f.Rule+"`") {
					t.Errorf("found beside it: %s %s", f.Rule, f.At)
				}
			}
		})
	}
}

func ids(list []lint.Finding) []string {
	var rules []string
	for _, f := range list {
		if f.Accepted == "" {
			rules = append(rules, f.Rule)
		}
	}
	return rules
}

// find judges text, completed to a whole configuration. Its secret files are
// there.
func find(t *testing.T, text string) []lint.Finding {
	t.Helper()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(strings.Repeat("s", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile(`/run/secrets/\w+`).ReplaceAllString(text, secret)
	if !strings.Contains(text, "issuer:") {
		text += "\nissuer: https://auth.example.com/\n"
	}
	if !strings.Contains(text, "delivery:") {
		text += "\ndelivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}}\n"
	}
	s, err := config.Parse("authd.yaml", []byte(text), func(string) (string, bool) { return "", false })
	var problems config.Problems
	if errors.As(err, &problems) {
		return lint.Mistakes(problems)
	}
	if err != nil {
		t.Fatal(err)
	}
	return Judge(s)
}
