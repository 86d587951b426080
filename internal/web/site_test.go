package web

import (
	"net/url"
	"testing"
)

func TestSameSite(t *testing.T) {
	parse := func(raw string) *url.URL {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	for _, tc := range []struct {
		a, b string
		same bool
	}{
		{"https://auth.example.com", "https://app.example.com:8443", true},
		{"https://localhost:8443", "https://localhost:3443", true},
		{"https://127.0.0.1:8443", "https://127.0.0.1:3443", true},
		{"https://127.0.0.1", "https://127.0.0.2", false},
		{"https://example.com", "http://example.com", false},
		{"https://a.co.uk", "https://b.co.uk", false},
		{"https://ann.github.io", "https://bob.github.io", false},
	} {
		if got := SameSite(parse(tc.a), parse(tc.b)); got != tc.same {
			t.Errorf("%s and %s: %v", tc.a, tc.b, got)
		}
	}
}
