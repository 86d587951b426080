package server

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"testing"

	"authd/internal/explain"
)

// The page has every sentence that the command line has, for each kind of flow.
func TestExplain_SaysWhatTheCommandLineSays(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	for _, q := range []explain.Question{
		{Client: "spa", ResponseType: "token id_token", Scope: "openid profile email"},
		{Client: "spa", ResponseType: "token id_token", Scope: "openid unknown", Audience: api, ExpiresIn: "9"},
		{Client: "mobile", Grant: "authorization_code", Scope: online, Audience: api},
		{Client: "web", Grant: "client_credentials", Audience: api},
		{Client: "otp", Grant: otpGrant, Scope: "openid"},
	} {
		query := form("client_id", q.Client, "flow", q.ResponseType+q.Grant, "audience", q.Audience, "scope", q.Scope, "expires_in", q.ExpiresIn).Encode()
		plan, err := explain.Plan(s.config.Directory, q)
		if err != nil {
			t.Fatal(err)
		}
		var told bytes.Buffer
		if err := explain.Write(&told, plan); err != nil {
			t.Fatal(err)
		}
		r := b.get("/dev/explain?" + query)
		shown := html.UnescapeString(strings.NewReplacer("<strong>", "", "</strong>", "").Replace(r.body))
		for line := range strings.Lines(told.String()) {
			if line = strings.TrimPrefix(strings.TrimSpace(line), "- "); !strings.Contains(shown, line) {
				t.Errorf("%s: the page lacks %q", query, line)
			}
		}
		if r.StatusCode != http.StatusOK || r.Header.Get("Access-Control-Allow-Origin") != "" || !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%d %v", r.StatusCode, r.Header)
		}
		want, _ := json.Marshal(plan)
		accepting := b.request(http.MethodGet, "/dev/explain?"+query, nil)
		accepting.Header.Set("Accept", "application/json")
		for _, r := range []reply{b.get("/dev/explain.json?" + query), b.send(accepting)} {
			var got bytes.Buffer
			if err := json.Compact(&got, []byte(r.body)); err != nil || got.String() != string(want) || r.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s: %v\n%s\n%s", query, err, r.body, want)
			}
		}
	}
}

// The lines of the deciding setting are shown, and no secret ever is.
func TestExplain_ShowsTheLinesAndNoSecrets(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	if r := b.get("/dev/explain?" + form("client_id", "spa", "audience", api).Encode()); !strings.Contains(html.UnescapeString(r.body), "apis:\n  - identifier: \"https://api.example.com\"\n    token_lifetime_for_web: 3600\n") {
		t.Errorf("no lines: %s", r.body)
	}
	for _, client := range []string{"web", "twin", "spa"} {
		for _, audience := range []string{"", api, "https://hs.example.com"} {
			for _, path := range []string{"/dev/explain", "/dev/explain.json"} {
				r := b.get(path + "?" + form("client_id", client, "audience", audience, "flow", "authorization_code").Encode())
				for _, secret := range []string{"s3cret", "twins-secret", "0123456789abcdef"} {
					if strings.Contains(r.body, secret) {
						t.Errorf("%s %s %s: a secret is shown", path, client, audience)
					}
				}
			}
		}
	}
}

func TestExplain_WrongQuestions(t *testing.T) {
	b := newSystem(t).browser()
	for _, row := range []struct{ query, want string }{
		{form("client_id", "<script>").Encode(), "it has: code-only, deaf, mobile"},
		{form("client_id", "spa", "audience", "<script>").Encode(), "Service not found"},
		{form("client_id", "spa", "flow", "<script>").Encode(), "is not made of code, token and id_token"},
		{form("client_id", "spa", "grant_type", "<script>").Encode(), "is not one of those /oauth/token knows"},
		{form("client_id", "spa", "expires_in", "<script>").Encode(), "must be a number of seconds"},
		{form("client_id", "spa", "flow", "refresh_token").Encode(), "add it to clients[spa].grant_types"},
	} {
		page := b.get("/dev/explain?" + row.query)
		if page.StatusCode != http.StatusOK || strings.Contains(page.body, "<script>") || !strings.Contains(page.body, `role="alert"`) || !strings.Contains(html.UnescapeString(page.body), row.want) {
			t.Errorf("%s: %d %s", row.query, page.StatusCode, page.body)
		}
		if r := b.get("/dev/explain.json?" + row.query); !isError(r, http.StatusBadRequest, "invalid_request") || !strings.Contains(r.body, row.want) {
			t.Errorf("%s: %d %s", row.query, r.StatusCode, r.body)
		}
	}
	if r := b.get("/dev/explain"); !strings.Contains(r.body, "Client code-only") && !strings.Contains(r.body, `role="alert"`) {
		t.Errorf("without a question: %s", r.body)
	}
	if r := b.get("/dev/explain.css"); !strings.HasPrefix(r.Header.Get("Content-Type"), "text/css") {
		t.Errorf("style: %v", r.Header)
	}
}
