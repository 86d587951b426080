package config_test

import (
	"errors"
	"strings"
	"testing"

	"authd/internal/config"
)

// Whatever level of a file is broken, the error says where, and that it is the
// YAML that is.
func TestMalformedAtEachLevel(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"the file is no text":               {"\x00\x01", "authd.yaml: not YAML: control characters are not allowed"},
		"the file is UTF-16":                {"\xff\xfei\x00", "authd.yaml:1:1: must be a group of keys"},
		"the file ends in a quote":          {"issuer: \"https://auth.example.com/\n", "authd.yaml:2: not YAML: found unexpected end of stream"},
		"a section with a tab":              {"tenant:\n\tfriendly_name: x\n", "authd.yaml:2: not YAML: found character that cannot start any token"},
		"a section with two values":         {"tenant: {friendly_name: x} y\n", "authd.yaml:1: not YAML: did not find expected"},
		"a list that is never closed":       {"\nclients: [{client_id: a}\napis: []\n", "authd.yaml:2: not YAML: did not find expected ',' or ']'"},
		"an element that is never closed":   {"clients: [{client_id: a]\n", "authd.yaml:1: not YAML: did not find expected ',' or '}'"},
		"an element moved to the left":      {"clients:\n  - client_id: a\n name: b\n", "authd.yaml:3: not YAML: did not find expected"},
		"a group of an element":             {"clients:\n  - client_id: a\n    jwt_configuration: {alg: RS256\n", "authd.yaml:3: not YAML: did not find expected ',' or '}'"},
		"a list of an element":              {"clients:\n  - client_id: a\n    callbacks: [\"https://a\n", "authd.yaml:3: not YAML: found unexpected end of stream"},
		"an alias of nothing":               {"clients: *none\n", "authd.yaml: not YAML: unknown anchor 'none' referenced"},
		"a key that is a list":              {"[a, b]: c\n", "unknown key"},
		"a second document":                 {"issuer: x\n---\nissuer: y\n", "authd.yaml:2:1: a second document (---) starts here; only one is read"},
		"nested deeper than anybody writes": {strings.Repeat("[", 20_000), "not YAML: "},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := config.Parse("authd.yaml", []byte(tc.text), unset)
			var problems config.Problems
			if s != nil || !errors.As(err, &problems) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got  %.300v\nwant %s", err, tc.want)
			}
		})
	}
}
