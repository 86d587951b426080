package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestDoctor_TellsWhatIsWrongAndWhatToWrite(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	doctor := func(clientID, origin string) reply {
		return b.get("/dev/doctor?" + form("client_id", clientID, "origin", origin).Encode())
	}
	if r := doctor("spa", "https://app.example.com"); r.StatusCode != http.StatusOK || !strings.Contains(r.body, "cross_site_silent_auth: true") ||
		!strings.Contains(r.body, "web_origins: [&#34;https://localhost:3443&#34;, &#34;https://app.example.com&#34;]") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	if r := doctor("spa", app); strings.Contains(r.body, `data-verdict="wrong"`) || !strings.Contains(r.body, "no session") {
		t.Errorf("before a login: %s", r.body)
	}
	b.login(ask(), ann, annsCode)
	if r := doctor("spa", app); !strings.Contains(r.body, "logged in as ann@example.test") {
		t.Errorf("after it: %s", r.body)
	}
	for _, odd := range []reply{doctor("<script>", app), doctor("spa", "<script>"), doctor("spa", "javascript://x"), doctor("spa", app+"/"), doctor("nobody", "")} {
		if odd.StatusCode != http.StatusOK || strings.Contains(odd.body, "<script>") || strings.Contains(odd.body, "data-verdict") || !strings.Contains(odd.body, `role="alert"`) {
			t.Errorf("%s: %s", odd.Request.URL, odd.body)
		}
	}
	if r := b.get("/dev/doctor.css"); !strings.HasPrefix(r.Header.Get("Content-Type"), "text/css") {
		t.Errorf("style: %v", r.Header)
	}
}

// AZ-26: what helps to develop is not served elsewhere.
func TestAZ26_NoDoctorWithoutDevelopment(t *testing.T) {
	s := newSystem(t, setting{"dev: {enabled: true, inbox: true, fixed_codes: [{address: ann@example.test, code: \"424242\"}, {address: bob@example.test, code: \"535353\"}]}", ""},
		setting{`{driver: inbox, from: "Test <login@example.test>"}`, `{driver: smtp, from: "Test <login@example.test>", smtp: {host: localhost, tls: none}}`})
	b := s.browser()
	for _, path := range []string{"/dev/doctor", "/dev/doctor.css", "/dev/base.css", "/dev/form.css", "/dev/explain", "/dev/explain.json", "/dev/explain.css"} {
		if r := b.get(path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	if r := b.get(silent()); !strings.Contains(r.body, `"error_description":"Login required"`) {
		t.Errorf("settings are named: %s", r.body)
	}
}

// The error of a silent request leads to the doctor, whose answer to the same
// client is there.
func TestSilence_LeadsToTheDoctor(t *testing.T) {
	b := newSystem(t).browser()
	r := b.get(silent())
	_, link, found := strings.Cut(r.body, strings.TrimSuffix(issuer, "/"))
	path, _, _ := strings.Cut(link, " ")
	path, err := url.QueryUnescape(strings.ReplaceAll(path, `\u003d`, "="))
	if !found || err != nil || b.get(path).StatusCode != http.StatusOK || !strings.HasPrefix(path, "/dev/doctor?client_id=spa") {
		t.Errorf("%q %v in %s", path, err, r.body)
	}
}
