package config

import (
	"slices"
	"strings"
	"testing"
)

func TestRemarks(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []Remark
	}{
		"none":                      {"a: 1 # ignore\nauthd: 2\n", nil},
		"behind a value":            {"x: 1\na: 1  # authd:ignore r because\n", []Remark{{Line: 2, Column: 7, About: 2, Text: "ignore r because"}}},
		"above a line":              {"  # authd:ignore r\n  a: 1\n", []Remark{{Line: 1, Column: 3, About: 2, Text: "ignore r"}}},
		"two above a line":          {"# authd:a\n\n# a comment\n#authd:b\na: 1 # authd:c\n", []Remark{{Line: 1, Column: 1, About: 5, Text: "a"}, {Line: 4, Column: 1, About: 5, Text: "b"}, {Line: 5, Column: 6, About: 5, Text: "c"}}},
		"above nothing":             {"a: 1\n# authd:a\n", []Remark{{Line: 2, Column: 1, Text: "a"}}},
		"one for each of two":       {"# authd:a\na: 1\n# authd:b\nb: 1\n", []Remark{{Line: 1, Column: 1, About: 2, Text: "a"}, {Line: 3, Column: 1, About: 4, Text: "b"}}},
		"letters of two bytes":      {"a: ü # authd:a\n", []Remark{{Line: 1, Column: 6, About: 1, Text: "a"}}},
		"a comment about comments":  {"#   # authd:ignore RULE because REASON\n", nil},
		"a # inside a value":        {"a: x#authd:a\n", nil},
		"windows ends its lines so": {"a: 1 # authd:a\r\nb: 2\r\n", []Remark{{Line: 1, Column: 6, About: 1, Text: "a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			for i := range tc.want {
				tc.want[i].File = "authd.yaml"
			}
			if got := remarks("authd.yaml", []byte(tc.text)); !slices.Equal(got, tc.want) {
				t.Errorf("%s\ngot  %+v\nwant %+v", strings.TrimSpace(tc.text), got, tc.want)
			}
		})
	}
}
