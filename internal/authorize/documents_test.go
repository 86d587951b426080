package authorize

import (
	"html"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authd/internal/authd"
)

// hostile are texts that end an attribute, a tag, a script or a comment where
// they are not escaped.
var hostile = []string{
	`"`, `'`, "`", `<`, `>`, `&`, `&quot;`, `&#34;`, `&amp;lt;`, `\`, `\"`, "\n", "\r\n", "\t", "\x00", "\x0b", "\x7f", "\u2028", "\u2029", "\ufeff", "\U0001f600",
	`"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, `" onfocus=alert(1) autofocus x="`, `</form><form action="https://evil.test/">`,
	`"><input type=submit formaction=https://evil.test/>`, `<!--`, `-->`, `]]>`, `</script>`, `{{.}}`, `${alert(1)}`, `javascript:alert(1)`, `<base href=https://evil.test/>`,
	`"><meta http-equiv=refresh content="0;url=https://evil.test/">`, `</noscript><script>alert(1)</script>`, `<a href="x"`, strings.Repeat(`"<`, 500),
}

// directives reads a Content-Security-Policy.
func directives(w *httptest.ResponseRecorder) map[string]string {
	list := map[string]string{}
	for part := range strings.SplitSeq(w.Header().Get("Content-Security-Policy"), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
		list[name] = value
	}
	return list
}

var (
	tags   = regexp.MustCompile(`<[a-zA-Z/!][^\s>]*`)
	action = regexp.MustCompile(`<form method="post" action="([^"]*)">`)
)

// formTags are the tags of a posted answer with four members, in their order.
func formTags(members int) []string {
	list := []string{"<!doctype", "<html", "<meta", "<title", "</title", "<form"}
	list = append(list, slices.Repeat([]string{"<input"}, members)...)
	return append(list, "<noscript", "<p", "</p", "<button", "</button", "</noscript", "</form", "<script", "</script", "</html")
}

// WM-09: the posted answer: whatever a value holds, it is one value of one form,
// which goes to the registered address byte for byte and, by the policy, to no
// other origin; without scripts there is a button, and no cache keeps it.
func TestWM09_ThePostedAnswer(t *testing.T) {
	h := handler(t)
	for _, uri := range []string{callback, "https://app.test/cb?x=1", "https://app.test/cb?a=1&b='2'&c=%22%3E", `https://app.test/cb?q="><b>&lt;`, "http://localhost:3000/cb"} {
		configure(h, "spa", func(c *authd.Client) { c.Callbacks = []string{uri} })
		nonces, members := map[string]bool{}, 3
		if origin(uri) == "https://app.test" {
			members = 4 // session_state, for a page that may renew silently
		}
		for _, value := range hostile {
			w := get(h, found(session()), good("redirect_uri", uri, "response_mode", "form_post", "response_type", "id_token", "state", value).Encode())
			body, policy := w.Body.String(), directives(w)
			if got := html.UnescapeString(pairs(hidden, body).Get("state")); got != normal(value) {
				t.Errorf("%q came back as %q", value, got)
			}
			if got := tags.FindAllString(body, -1); !slices.Equal(got, formTags(members)) {
				t.Errorf("%q makes %q", value, got)
			}
			if a := action.FindAllStringSubmatch(body, -1); len(a) != 1 || html.UnescapeString(a[0][1]) != uri {
				t.Errorf("%q: the form goes to %q", value, a)
			}
			nonce := policy["script-src"]
			if policy["form-action"] != origin(uri) || policy["default-src"] != "'none'" || policy["base-uri"] != "'none'" || policy["frame-ancestors"] != "'none'" {
				t.Errorf("policy %v", policy)
			}
			if !strings.Contains(body, `<script nonce="`+strings.TrimSuffix(strings.TrimPrefix(nonce, "'nonce-"), "'")+`">`) || nonces[nonce] {
				t.Errorf("the nonce %s is not the script's, or not new", nonce)
			}
			nonces[nonce] = true
			if w.Header().Get("Cache-Control") != "no-store, private" || !strings.Contains(body, `<button type="submit">`) {
				t.Errorf("%v %s", w.Header(), body)
			}
		}
	}
}

// normal is what a browser and html/template make of a value: NUL is no
// character of HTML.
func normal(value string) string { return strings.ReplaceAll(value, "\x00", "\ufffd") }

// WM-10: what holds tokens loads nothing, from nobody: a fragment is a redirect
// without a page, and the documents have no content but their own script. Nothing
// is ever loaded from the redirect_uri.
func TestWM10_AnswersLoadNothing(t *testing.T) {
	loads := regexp.MustCompile(`(?i)\b(src|href|srcset|data|poster|background)\s*=|http-equiv|url\(|@import|<(link|img|iframe|frame|object|embed|base|style|svg)`)
	allowed := []string{"default-src", "base-uri", "script-src", "form-action", "frame-ancestors"}
	for name, with := range map[string][]string{
		"fragment": nil, "fragment, error": {"prompt", "none", "max_age", "0"},
		"query":     {"client_id", "hybrid", "response_type", "code"},
		"form_post": {"response_mode", "form_post"}, "form_post, error": {"response_mode", "form_post", "prompt", "none", "max_age", "0"},
		"web_message": {"response_mode", "web_message"}, "web_message, error": {"response_mode", "web_message", "prompt", "none", "max_age", "0"},
		"owp": {"owp", "true"},
	} {
		w := get(handler(t), found(session()), good(with...).Encode())
		body, redirected := w.Body.String(), w.Header().Get("Location") != ""
		if redirected != (body == "") || redirected == (name[0] == 'w' || name[0] == 'o' || strings.HasPrefix(name, "form_post")) {
			t.Errorf("%s: Location %q, body %s", name, w.Header().Get("Location"), body)
		}
		if found := loads.FindString(body); found != "" {
			t.Errorf("%s loads something: %s in %s", name, found, body)
		}
		for directive, value := range directives(w) {
			if !redirected && (!slices.Contains(allowed, directive) || directive == "script-src" && !strings.HasPrefix(value, "'nonce-")) {
				t.Errorf("%s: the policy lets something in: %s %s", name, directive, value)
			}
		}
		if w.Header().Get("Referrer-Policy") != "no-referrer" || w.Header().Get("Link") != "" || w.Header().Get("Refresh") != "" {
			t.Errorf("%s: %v", name, w.Header())
		}
	}
}
