package pages

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// SE-03, SE-04, AZ-19, AZ-32: the headers of every page, word for word.
func TestSE03_HeadersOfEveryPage(t *testing.T) {
	want := http.Header{
		"Cache-Control":          {"no-store, private"},
		"Pragma":                 {"no-cache"},
		"Content-Type":           {"text/html; charset=utf-8"},
		"X-Content-Type-Options": {"nosniff"},
		"X-Frame-Options":        {"DENY"},
		"Referrer-Policy":        {"strict-origin"},
		"Permissions-Policy":     {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	}
	for name, write := range samples(&Renderer{}) {
		got := rendered(t, write).Header()
		forms := "'self' https://app.example.com"
		if slices.ContainsFunc([]string{"error", "logged-out", "user-code", "device"}, func(leadsNowhere string) bool { return strings.HasPrefix(name, leadsNowhere) }) {
			forms = "'self'"
		}
		policy := "default-src 'none'; style-src 'self'; img-src data:; form-action " + forms + "; base-uri 'none'; frame-ancestors 'none'"
		if got.Get("Content-Security-Policy") != policy {
			t.Errorf("%s: the policy is %s", name, got.Get("Content-Security-Policy"))
		}
		for header := range want {
			if got.Get(header) != want.Get(header) {
				t.Errorf("%s: %s is %q", name, header, got.Get(header))
			}
		}
		// A popup whose page sends any COOP loses the window that opened it.
		if got.Get("Cross-Origin-Opener-Policy") != "" {
			t.Errorf("%s: Cross-Origin-Opener-Policy is sent", name)
		}
	}
}

// SE-03: form-action names where the redirect after the post may lead, and
// nothing a redirect_uri holds can add a directive.
func TestSE03_FormSource(t *testing.T) {
	rows := map[string]string{
		"https://app.example.com/callback?x=1#f": "https://app.example.com",
		"https://app.example.com:8443/cb":        "https://app.example.com:8443",
		"http://localhost:3000":                  "http://localhost:3000",
		"com.example.app://callback":             "com.example.app:",
		"com.example.app:/callback":              "com.example.app:",
		"":                                       "",
		"/relative":                              "",
		"https:///nohost":                        "",
		"https://a;script-src/":                  "",
		"https://a,b/":                           "",
		"https://a'b/":                           "",
		"https://a b/":                           "",
		"https://user:secret@app.example.com/":   "https://app.example.com",
		"x y:/":                                  "",
		"://":                                    "",
	}
	for uri, want := range rows {
		if got := formSource(uri); got != want {
			t.Errorf("formSource(%q) = %q, want %q", uri, got, want)
		}
	}
}

func TestStylesheetIsServedForEver(t *testing.T) {
	w := httptest.NewRecorder()
	if err := Stylesheets(nil)[StylesheetPath](w, httptest.NewRequest(http.MethodGet, StylesheetPath, nil)); err != nil {
		t.Fatal(err)
	}
	h := w.Header()
	if w.Body.Len() == 0 || h.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(h.Get("Cache-Control"), "immutable") {
		t.Errorf("%d bytes, headers %v", w.Body.Len(), h)
	}
	if strings.Contains(w.Body.String(), "url(") || strings.Contains(w.Body.String(), "@import") {
		t.Error("the stylesheet loads something")
	}
	if !strings.Contains(rendered(t, samples(&Renderer{})["login"]).Body.String(), `href="`+StylesheetPath+`"`) {
		t.Error("pages do not name the stylesheet")
	}
}
