package widget

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/web"
)

var directory = authd.Directory{
	Tenant: authd.Tenant{FriendlyName: "</script>\u2028"},
	Clients: map[string]authd.Client{
		"spa":   {ID: "spa", Connections: []string{"email", "phone", "staff"}},
		"a/b c": {ID: "a/b c"},
	},
	Connections: map[string]authd.Connection{"email": {Strategy: "email"}, "staff": {Strategy: "email"}, "phone": {Strategy: "sms"}},
}

func clientJS(path string) (*httptest.ResponseRecorder, error) {
	w := httptest.NewRecorder()
	return w, Handler{directory}.Client(w, httptest.NewRequest(http.MethodGet, path, nil))
}

func TestClientScript(t *testing.T) {
	w, err := clientJS("/client/spa.js?t1764000000000")
	if err != nil {
		t.Fatal(err)
	}
	want := `Auth0.setClient({"id":"spa","tenant":"\u003c/script\u003e\u2028","subscription":"enterprise","strategies":[` +
		`{"name":"email","connections":[{"name":"email"},{"name":"staff"}]},{"name":"sms","connections":[{"name":"phone"}]}]}` + "\n);"
	if got := w.Body.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := w.Header().Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("type %s", got)
	}
	if got := w.Header().Get("Cross-Origin-Resource-Policy"); got != "" {
		t.Errorf("policy %s keeps the script from the application's page", got)
	}
}

func TestClientScript_OddIDs(t *testing.T) {
	if w, err := clientJS("/client/a%2Fb%20c.js"); err != nil || !strings.Contains(w.Body.String(), `"strategies":[]`) {
		t.Errorf("%v %s", err, w.Body)
	}
	for _, path := range []string{"/client/nobody.js", "/client/spa", "/client/.js", "/client/"} {
		w, err := clientJS(path)
		if public := web.Public(err); err == nil || public.HTTPStatus() != http.StatusNotFound || public.Code != oauth.InvalidRequest || w.Body.Len() > 0 {
			t.Errorf("%s: %v %s", path, err, w.Body)
		}
	}
}

func TestCountry(t *testing.T) {
	for languages, want := range map[string]string{
		"": "US", "de": "US", "de-CH": "CH", "de-DE,de;q=0.9,en-GB;q=0.8": "DE", "en, pt-br;q=0.5": "BR",
		"zh-Hant-TW": "TW", "es-419,es-mx": "MX", "*": "US", "en-<b": "US", "--": "US",
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/user/geoloc/country", nil)
		r.Header.Set("Accept-Language", languages)
		if err := (Handler{}).Country(w, r); err != nil || w.Body.String() != `{"country_code":"`+want+`"}` {
			t.Errorf("%q: %v %s", languages, err, w.Body)
		}
	}
}
