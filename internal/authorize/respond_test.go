package authorize

import (
	"encoding/json"
	"flag"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"authd/internal/oauth"
)

var update = flag.Bool("update", false, "write the golden files anew")

// decoded is the state of an answer, after the decoding its mode asks for.
func decoded(t *testing.T, body string, a answer) string {
	t.Helper()
	switch a.mode {
	case oauth.ModeFormPost:
		return html.UnescapeString(a.members.Get("state"))
	case oauth.ModeWebMessage:
		_, rest, _ := strings.Cut(body, "postMessage(")
		var m struct {
			Response struct{ State string }
		}
		if err := json.NewDecoder(strings.NewReader(rest)).Decode(&m); err != nil {
			t.Fatal(err)
		}
		return m.Response.State
	}
	return a.members.Get("state")
}

var changing = regexp.MustCompile(`code=[\w-]+|eyJ[\w-]+\.[\w.-]*|nonce-[A-Z2-7]+|nonce="[A-Z2-7]+"`)

// TestGoldenAnswers shows what each mode looks like on the wire; tokens and CSP
// nonces are left out.
func TestGoldenAnswers(t *testing.T) {
	for name, with := range map[string][]string{
		"fragment": nil, "form_post": {"response_mode", "form_post"}, "web_message": {"response_mode", "web_message"},
		"code":     {"client_id", "hybrid", "response_type", "code", "redirect_uri", "https://app.test/cb?x=1"},
		"hybrid":   {"client_id", "hybrid", "response_type", "code id_token token"},
		"id_token": {"response_type", "id_token"}, "token": {"response_type", "token"},
		"error_fragment": {"prompt", "none", "max_age", "0"}, "error_form_post": {"prompt", "none", "max_age", "0", "response_mode", "form_post"},
		"error_web_message":   {"prompt", "none", "max_age", "0", "response_mode", "web_message"},
		"callback_with_query": {"redirect_uri", "https://app.test/cb?x=1"}, "query": {"redirect_uri", "https://app.test/cb?x=1", "response_type", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := changing.ReplaceAllString(dump(get(handler(t), found(session()), good(with...).Encode())), "TOKEN")
			path := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func dump(w *httptest.ResponseRecorder) string {
	var b strings.Builder
	b.WriteString(http.StatusText(w.Code) + "\n")
	if err := w.Header().WriteSubset(&b, nil); err != nil {
		panic(err)
	}
	return b.String() + "\n" + w.Body.String()
}

// WM-01, IM-05: a message goes to the origin of the redirect_uri and no other, so
// that a silent renewal hands a token out again only where it was handed before.
// WM-04: only that origin may frame the document.
func TestWM01_MessagesGoToOneOrigin(t *testing.T) {
	for _, uri := range []string{callback, "https://app.test"} {
		w := get(handler(t), found(session()), good("response_mode", "web_message", "redirect_uri", uri).Encode())
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(w.Body.String(), `, "https://app.test");`) || !strings.Contains(policy, "frame-ancestors https://app.test") {
			t.Errorf("%s: policy %q, body %s", uri, policy, w.Body)
		}
		if w.Header().Get("X-Frame-Options") != "" || w.Header().Get("Cache-Control") != "no-store, private" {
			t.Errorf("headers %v", w.Header())
		}
	}
}

// WM-03: nothing in a value ends the script or the attribute it stands in.
func TestWM03_ValuesCannotLeaveTheirPlace(t *testing.T) {
	for _, state := range []string{"</script><script>alert(1)</script>", "<!--<script>", `"><img src=x onerror=alert(1)>`, "\u2028alert(1)", "${alert(1)}", "{{7*7}}"} {
		for _, mode := range []string{"form_post", "web_message"} {
			body := get(handler(t), found(session()), good("state", state, "response_mode", mode).Encode()).Body.String()
			if strings.Count(body, "<script") != 1 || strings.Contains(body, "<img") || strings.Contains(body, "\u2028") && mode == "web_message" {
				t.Errorf("%s with state %q: %s", mode, state, body)
			}
		}
	}
}
