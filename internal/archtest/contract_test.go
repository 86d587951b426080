package archtest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// points is how many things clients are known to need.
const points = 22

var (
	point      = regexp.MustCompile(`(?m)^\| (\d\d) \|`)
	pointTests = map[string]*regexp.Regexp{
		"../server":       regexp.MustCompile(`func TestContract(\d\d)_`),
		"../../e2e/tests": regexp.MustCompile(`test\((?:"|` + "`" + `)contract (\d\d): `),
	}
)

// What docs/auth0-compatibility.md says that clients need has a test under the
// same number, and no test has a number that says nothing.
func TestEveryPointOfTheContractHasATest(t *testing.T) {
	var want []string
	for n := 1; n <= points; n++ {
		want = append(want, fmt.Sprintf("%02d", n))
	}
	document, err := os.ReadFile("../../docs/auth0-compatibility.md")
	if err != nil {
		t.Fatal(err)
	}
	if got := numbers(point, string(document)); !slices.Equal(got, want) {
		t.Errorf("the document numbers %v", got)
	}
	var tested []string
	for folder, pattern := range pointTests {
		found := numbers(pattern, sources(t, folder))
		if len(found) == 0 {
			t.Errorf("no numbered test in %s: is it still the place?", folder)
		}
		tested = append(tested, found...)
	}
	slices.Sort(tested)
	if tested = slices.Compact(tested); !slices.Equal(tested, want) {
		t.Errorf("tests have the numbers %v, want 01 to %d: name one TestContract07_... or, in e2e, \"contract 07: ...\"", tested, points)
	}
}

// numbers are what pattern finds, each once, in order.
func numbers(pattern *regexp.Regexp, text string) []string {
	var found []string
	for _, match := range pattern.FindAllStringSubmatch(text, -1) {
		found = append(found, match[1])
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// sources is the text of all test files of a folder.
func sources(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, ".spec.js") {
			return err
		}
		content, err := os.ReadFile(path)
		all.Write(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
