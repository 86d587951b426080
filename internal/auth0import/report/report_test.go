package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/auth0import/export"
)

func TestSpan(t *testing.T) {
	for _, tc := range []struct {
		span       Span
		text, json string
	}{
		{Endless, "never ends", "null"},
		{0, "0", "0"},
		{Span(10 * time.Second), "10", "10"},
		{Span(90 * time.Second), "90", "90"},
		{Span(90 * time.Minute), "5400 (90 min)", "5400"},
		{Span(2 * time.Hour), "7200 (2 h)", "7200"},
		{Span(48 * time.Hour), "172800 (2 d)", "172800"},
	} {
		data, err := json.Marshal(tc.span)
		if err != nil || string(data) != tc.json || tc.span.String() != tc.text {
			t.Errorf("%d: %s, %s, %v; want %s, %s", tc.span, tc.span, data, err, tc.text, tc.json)
		}
	}
}

// Both layouts find the same reason, and every reason can be found.
func TestReasons(t *testing.T) {
	for _, key := range []string{"attackProtection", "attack-protection"} {
		if got := ReasonFor(key); got != "see limits: codes and starts are always counted" {
			t.Errorf("%s: %s", key, got)
		}
	}
	if got := ReasonFor("from_next_year"); got != "authd has no such setting" {
		t.Errorf("got %s", got)
	}
	for key := range reasons {
		if key != strings.ToLower(key) || strings.ContainsAny(key, "-_") {
			t.Errorf("%s is never looked up", key)
		}
	}
}

func TestLeftovers(t *testing.T) {
	var l Leftovers
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "f"} {
		l.Add("clients[]", name, read(t, "{mobile: {a: 1}, description: quiet, sso_disabled: false}"))
	}
	l.Add("tenant", "", read(t, "{support_email: a@b}"))
	l.Add("clients[]", "a", read(t, "{addons: {samlp: {a: 1}}}"))
	want := []Item{
		{"clients[].mobile", "serve assetlinks.json and apple-app-site-association beside your application (a, b, c, d, e and 1 more)"},
		{"tenant.support_email", "error pages name a request id instead"},
		{"clients[].addons", "there is no SAML and no WS-Federation (a)"},
	}
	if got := l.Items(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// read is a group of keys that nobody has taken.
func read(t *testing.T, text string) export.Value {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tenant.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	tenant, err := export.Open(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tenant.Root
}
