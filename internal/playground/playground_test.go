package playground

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"authd/internal/oauth"
)

func get(t *testing.T, target string, explain func(url.Values) (any, error)) *httptest.ResponseRecorder {
	t.Helper()
	return serve(Options{Issuer: "https://localhost:8443/", Explain: explain}, httptest.NewRequest(http.MethodGet, target, nil))
}

func serve(o Options, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	New(o).ServeHTTP(w, r)
	return w
}

func TestRoutes(t *testing.T) {
	for _, row := range []struct {
		path        string
		status      int
		contentType string
	}{
		{"/", http.StatusOK, "text/html; charset=utf-8"},
		{"/callback", http.StatusOK, "text/html; charset=utf-8"},
		{"/assets/main.js", http.StatusOK, "text/javascript; charset=utf-8"},
		{"/assets/playground.css", http.StatusOK, "text/css; charset=utf-8"},
		{"/config.json", http.StatusOK, "application/json;charset=UTF-8"},
		{"/assets/none.js", http.StatusNotFound, "text/plain; charset=utf-8"},
		{"/api/clock", http.StatusNotFound, "text/plain; charset=utf-8"},
		{"/elsewhere", http.StatusNotFound, "text/plain; charset=utf-8"},
	} {
		t.Run(row.path, func(t *testing.T) {
			w := get(t, row.path, nil)
			if w.Code != row.status || w.Header().Get("Content-Type") != row.contentType {
				t.Errorf("status %d, content type %q; want %d, %q", w.Code, w.Header().Get("Content-Type"), row.status, row.contentType)
			}
		})
	}
}

func TestPolicyAllowsOwnScriptsAndTheServerOnly(t *testing.T) {
	const want = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' https://localhost:8443; " +
		"frame-src https://localhost:8443; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
	for _, path := range []string{"/", "/callback", "/assets/main.js", "/config.json", "/nowhere"} {
		if got := get(t, path, nil).Header().Get("Content-Security-Policy"); got != want {
			t.Errorf("%s: policy %q, want %q", path, got, want)
		}
	}
}

func TestConfig(t *testing.T) {
	o := Options{
		Issuer: "https://localhost:8443/", ClientID: "spa", CodeLifetime: time.Minute, Inbox: "https://localhost:8443/dev/inbox",
		Clients: []Client{{
			ID: "spa", Name: "My app", Callbacks: []string{"https://localhost:3443/callback"}, GrantTypes: []string{"implicit"},
			Connections: []Connection{{Name: "email", Strategy: "email", CodeLifetime: Seconds(5 * time.Minute)}}, FirstParty: true, AuthMethod: "none",
		}},
		APIs:  []API{{Identifier: "https://api.example.com", Name: "Orders", Scopes: []string{"read:orders"}}},
		Clock: http.NotFoundHandler(),
	}
	const want = `{"issuer":"https://localhost:8443/","client_id":"spa","clients":[{"client_id":"spa","name":"My app",` +
		`"callbacks":["https://localhost:3443/callback"],"web_origins":null,"grant_types":["implicit"],` +
		`"connections":[{"name":"email","strategy":"email","code_lifetime":300}],"cross_origin_authentication":false,` +
		`"is_first_party":true,"allow_requested_lifetime":false,"token_endpoint_auth_method":"none"}],` +
		`"apis":[{"identifier":"https://api.example.com","name":"Orders","scopes":["read:orders"],"allow_offline_access":false}],` +
		`"code_lifetime":60,"clock":true,"inbox":"https://localhost:8443/dev/inbox","doctor":"","explanations":""}`
	if got := serve(o, httptest.NewRequest(http.MethodGet, "/config.json", nil)).Body.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAPostedAnswerGoesOnInAFragment(t *testing.T) {
	for _, row := range []struct {
		body, want string
		status     int
	}{
		{"access_token=a.b&state=x%26y", "/callback#access_token=a.b&response_mode=form_post&state=x%26y", http.StatusSeeOther},
		{"state=x&state=y", "", http.StatusBadRequest},
	} {
		r := httptest.NewRequest(http.MethodPost, "/callback", strings.NewReader(row.body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := serve(Options{}, r)
		if w.Code != row.status || w.Header().Get("Location") != row.want {
			t.Errorf("%s: %d %q, want %d %q", row.body, w.Code, w.Header().Get("Location"), row.status, row.want)
		}
	}
}

func TestTheClockIsHandedThrough(t *testing.T) {
	clock := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Error(w, r.Method, http.StatusTeapot) })
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		w := serve(Options{Clock: clock}, httptest.NewRequest(method, "/api/clock", nil))
		if w.Code != http.StatusTeapot || w.Body.String() != method+"\n" {
			t.Errorf("%s: %d %s", method, w.Code, w.Body)
		}
	}
}

func TestExplain(t *testing.T) {
	for _, row := range []struct {
		name   string
		err    error
		status int
		body   string
	}{
		{"an answer", nil, http.StatusOK, `{"audience":"https://api.example.com"}`},
		{"a mistake in the question", errors.New(`client "x" is not in the configuration`), http.StatusBadRequest,
			`{"error":"invalid_request","error_description":"client 'x' is not in the configuration"}`},
		{"the server's own refusal", oauth.Errorf(oauth.AccessDenied, "Service not found: x"), oauth.Errorf(oauth.AccessDenied, "").HTTPStatus(),
			`{"error":"access_denied","error_description":"Service not found: x"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := get(t, "/api/explain?client_id=spa&audience=https%3A%2F%2Fapi.example.com", func(q url.Values) (any, error) {
				return map[string]string{"audience": q.Get("audience")}, row.err
			})
			if w.Code != row.status || w.Body.String() != row.body {
				t.Errorf("got %d %s, want %d %s", w.Code, w.Body, row.status, row.body)
			}
			if !json.Valid(w.Body.Bytes()) {
				t.Error("the body is not JSON")
			}
		})
	}
}

// References of the page and imports of its scripts.
var references = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"|from "\./([^"]+)"`)

func TestEveryReferencedFileIsThere(t *testing.T) {
	seen := 0
	for _, text := range siteFiles(t) {
		for _, m := range references.FindAllStringSubmatch(text, -1) {
			path := m[1] + m[2]
			if m[2] != "" {
				path = "/assets/" + m[2]
			}
			seen++
			if code := get(t, path, nil).Code; code != http.StatusOK {
				t.Errorf("%s answers %d", path, code)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d references were found: the pattern no longer fits the files", seen)
	}
}

// SE-08: what comes from a token, an answer or an address is text. None of the
// ways to turn text into markup or code is used, and nothing is loaded from
// elsewhere.
func TestSE08_ScriptsNeverParseTextAsMarkup(t *testing.T) {
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|(?:src|href)="(?:https?:)?//|style="|<script>`)
	for name, text := range siteFiles(t) {
		if found := forbidden.FindString(text); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}

func TestScriptsStaySmall(t *testing.T) {
	for name, text := range siteFiles(t) {
		if n := strings.Count(text, "\n"); strings.HasSuffix(name, ".js") && n > 150 {
			t.Errorf("%s has %d lines; split it (at most 150)", name, n)
		}
	}
}

func siteFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(embedded, "site", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := embedded.ReadFile(path)
		files[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
