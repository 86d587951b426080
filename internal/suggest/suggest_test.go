package suggest

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"callbacks", "web_origins", "email", "spa"}
	for _, tc := range []struct{ name, word, want string }{
		{"a letter left out", "callback", "callbacks"},
		{"two letters exchanged", "emial", "email"},
		{"another case", "SPA", "spa"},
		{"a dash for an underscore", "web-origins", "web_origins"},
		{"nothing alike", "frobnicate", ""},
		{"an empty word", "", ""},
		{"the word itself is no suggestion", "spa", ""},
		{"a very long word", strings.Repeat("x", 1<<16), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Nearest(tc.word, known); got != tc.want {
				t.Errorf("Nearest(%.20q) = %q, want %q", tc.word, got, tc.want)
			}
		})
	}
}

func TestNearestPrefersTheCloser(t *testing.T) {
	if got := Nearest("token_lifetme", []string{"token_lifetimes", "token_lifetime"}); got != "token_lifetime" {
		t.Errorf("got %q", got)
	}
}
