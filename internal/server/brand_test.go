package server

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

const branded = `    name: My SPA
    logo_uri: "https://cdn.example.com/logo.svg"
    tos_uri: https://app.example.com/terms
    branding: {primary_color: "#0b7285", page_background_color: "#101418"}`

var linked = regexp.MustCompile(`href="(/assets/[^"]+\.css)"`)

// A client's brand goes with its login: every stylesheet a page names is there,
// and pages of others have none of it.
func TestALoginShowsItsClientsBrand(t *testing.T) {
	s := newSystem(t, setting{"    name: My SPA", branded}, setting{"{friendly_name: Test}", `{friendly_name: Test, branding: {policy_uri: "https://example.com/privacy"}}`})
	b := s.browser()
	for _, path := range []string{b.get(ask()).Header.Get("Location"), b.atCode(ask(), ann)} {
		r := b.get(path)
		for _, part := range []string{`src="https://cdn.example.com/logo.svg"`, `href="https://app.example.com/terms"`, `href="https://example.com/privacy"`} {
			if !strings.Contains(r.body, part) {
				t.Errorf("%.20s lacks %s:\n%s", path, part, r.body)
			}
		}
		if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "img-src data: https://cdn.example.com;") {
			t.Errorf("the policy is %s", policy)
		}
		sheets := linked.FindAllStringSubmatch(r.body, -1)
		if len(sheets) != 2 {
			t.Fatalf("it names %v", sheets)
		}
		for _, sheet := range sheets {
			if css := b.get(sheet[1]); css.StatusCode != http.StatusOK || !strings.HasPrefix(css.Header.Get("Content-Type"), "text/css") {
				t.Errorf("%s answers %d", sheet[1], css.StatusCode)
			}
		}
	}
	other := b.get(b.get(ask("client_id", "deaf")).Header.Get("Location"))
	if strings.Contains(other.body, "cdn.example.com") || strings.Contains(other.body, "/assets/brand/") || !strings.Contains(other.body, "https://example.com/privacy") {
		t.Errorf("another client's page is\n%s", other.body)
	}
}

// The language an application asks for at /authorize is that of the page, also
// when the request is refused.
func TestUILocales(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	for _, r := range []reply{
		b.get(b.get(ask("ui_locales", "nl es-MX")).Header.Get("Location")),
		b.get(ask("ui_locales", "nl es-MX", "redirect_uri", "https://evil.test/")),
	} {
		if !strings.Contains(r.body, `<html lang="es">`) || r.Header.Get("Content-Language") != "es" || !strings.Contains(r.Header.Get("Vary"), "Accept-Language") {
			t.Errorf("%d %v\n%s", r.StatusCode, r.Header, r.body)
		}
	}
}
