package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const bye = app + "/bye"

// loggingOut lists places to go to afterwards.
var loggingOut = []setting{
	{"tenant: {friendly_name: Test}", `tenant: {friendly_name: Test, allowed_logout_urls: ["https://localhost:3443/all"]}`},
	{"    allow_requested_lifetime: true\n", "    allow_requested_lifetime: true\n    allowed_logout_urls: [\"https://localhost:3443/bye\", \"https://localhost:3443/bye?lang=en\"]\n"},
}

// leaver is a browser logged in as ann, with the ID token it got.
func (s *system) leaver() (*browser, string) {
	s.t.Helper()
	b := s.browser()
	return b, b.login(ask(), ann, annsCode).Get("id_token")
}

func (b *browser) loggedIn() bool {
	b.s.t.Helper()
	return strings.Contains(b.get(silent()).body, "access_token")
}

func at(path string, query ...string) string { return path + "?" + form(query...).Encode() }

// post sends a form as a page of another origin does, or, without origin, as a
// program.
func (b *browser) post(path, origin string, fields ...string) reply {
	b.s.t.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(form(fields...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if origin != "" {
		r.Header.Set("Origin", origin)
	}
	return b.send(r)
}

// LO-04: what the SDKs of Auth0 send to /v2/logout.
func TestLO04_Auth0Logout(t *testing.T) {
	s := newSystem(t, loggingOut...)
	for name, row := range map[string]struct {
		path     string
		status   int
		location string
		out      bool
	}{
		"auth0.js 10":                   {at("/v2/logout", "client_id", "spa", "returnTo", bye, "auth0Client", "e30") + "&federated", 302, bye, true},
		"federated=true of 8.x":         {at("/v2/logout", "client_id", "spa", "returnTo", bye, "federated", "true"), 302, bye, true},
		"query and fragment":            {at("/v2/logout", "client_id", "spa", "returnTo", bye+"?a=b#c"), 302, bye + "?a=b#c", true},
		"no returnTo":                   {at("/v2/logout", "client_id", "spa"), 302, bye, true},
		"no returnTo, nothing listed":   {at("/v2/logout", "client_id", "deaf"), 200, "", true},
		"neither":                       {"/v2/logout", 200, "", true},
		"the tenant's list":             {at("/v2/logout", "returnTo", app+"/all"), 302, app + "/all", true},
		"the client's place, no client": {at("/v2/logout", "returnTo", bye), 400, "", false},
		"the tenant's place, a client":  {at("/v2/logout", "client_id", "spa", "returnTo", app+"/all"), 400, "", false},
		"not listed":                    {at("/v2/logout", "client_id", "spa", "returnTo", "https://evil.test/"), 400, "", false},
		"unknown client":                {at("/v2/logout", "client_id", "nobody", "returnTo", bye), 400, "", false},
		"two places":                    {at("/v2/logout", "client_id", "spa", "returnTo", bye) + "&returnTo=https://evil.test/", 400, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := s.leaver()
			r := b.get(row.path)
			if r.StatusCode != row.status || r.Header.Get("Location") != row.location {
				t.Errorf("%d to %q: %s", r.StatusCode, r.Header.Get("Location"), r.body)
			}
			if !strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
				t.Error("caches may keep it")
			}
			if b.loggedIn() == row.out {
				t.Errorf("logged in: %t", !row.out)
			}
		})
	}
	if r := s.browser().get("/v2/logout"); r.body != "OK" {
		t.Errorf("it says %q", r.body)
	}
	if r := s.browser().get(at("/v2/logout", "client_id", "spa", "returnTo", "https://evil.test/")); !strings.Contains(r.body, "returnTo") || !strings.Contains(r.body, "allowed_logout_urls of client spa") {
		t.Errorf("the page does not say what is wrong: %s", r.body)
	}
}

// LO-01: a page that merely loads the address, as an image or in a frame, logs
// nobody out, also where the cookie is sent to other sites.
func TestLO01_NothingEmbeddedLogsOut(t *testing.T) {
	s := newSystem(t, append(loggingOut, setting{"friendly_name: Test,", "friendly_name: Test, cross_site_silent_auth: true,"})...)
	b, _ := s.leaver()
	for _, path := range []string{"/v2/logout", at("/v2/logout", "client_id", "spa"), "/oidc/logout", at("/oidc/logout", "client_id", "spa", "post_logout_redirect_uri", bye)} {
		for _, destination := range []string{"image", "iframe", "script", "empty"} {
			r := b.request(http.MethodGet, path, nil)
			r.Header.Set("Sec-Fetch-Dest", destination)
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			if got := b.send(r); len(got.Cookies()) > 0 || !b.loggedIn() {
				t.Fatalf("%s as %s: %d %v", path, destination, got.StatusCode, got.Cookies())
			}
		}
	}
}

// LO-01, LO-02, LO-03, contract 15: a hint of this very session logs out at once, by GET and
// by POST; state comes back and nothing else.
func TestLO02_AHintOfThisSessionLogsOutAtOnce(t *testing.T) {
	s := newSystem(t, loggingOut...)
	for name, row := range map[string]struct{ uri, state, location string }{
		"state":               {bye, "a b+c&d", bye + "?state=a%20b%2Bc%26d"},
		"no state":            {bye, "", bye},
		"a place with query":  {bye + "?lang=en", "x", bye + "?lang=en&state=x"},
		"nowhere":             {"", "x", ""},
		"nowhere, empty hint": {"", "", ""},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			t.Run(name+" "+method, func(t *testing.T) {
				b, hint := s.leaver()
				fields := []string{"id_token_hint", hint, "post_logout_redirect_uri", row.uri, "state", row.state, "logout_hint", "", "ui_locales", ""}
				send := func() reply { return b.get(at("/oidc/logout", fields...)) }
				if method == http.MethodPost {
					send = func() reply { return b.post("/oidc/logout", app, fields...) }
				}
				r := send()
				if r.Header.Get("Location") != row.location || row.location == "" && !strings.Contains(r.body, "logged out") {
					t.Errorf("%d to %q: %s", r.StatusCode, r.Header.Get("Location"), r.body)
				}
				if b.loggedIn() {
					t.Error("the session lives on")
				}
			})
		}
	}
}

// LO-03, contract 15: an expired hint is good; what names another session is asked about.
func TestLO03_HintsThatDoNotSuffice(t *testing.T) {
	s := newSystem(t, loggingOut...)
	b, hint := s.leaver()
	bobs := s.browser().login(ask(), "bob@example.test", "535353").Get("id_token")
	_, otherSession := s.leaver()
	changed := hint[:len(hint)-4] + "AAAA"
	s.clock.move(11 * time.Hour)
	for name, query := range map[string][]string{
		"no hint":                  {},
		"a client alone":           {"client_id", "spa", "post_logout_redirect_uri", bye},
		"a sid alone":              {"client_id", "spa", "logout_hint", claims(hint)["sid"].(string)},
		"of another person":        {"id_token_hint", bobs, "post_logout_redirect_uri", bye},
		"of another session":       {"id_token_hint", otherSession},
		"altered":                  {"id_token_hint", changed},
		"with another logout_hint": {"id_token_hint", hint, "logout_hint", "sid-2"},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.get(at("/oidc/logout", query...))
			if !strings.HasPrefix(r.Header.Get("Location"), "/u/logout-confirm?state=") || !b.loggedIn() {
				t.Fatalf("%d to %q", r.StatusCode, r.Header.Get("Location"))
			}
			page := b.get(r.Header.Get("Location"))
			if !strings.Contains(page.body, "Log out?") || !strings.Contains(page.body, ann) || !b.loggedIn() {
				t.Errorf("%d %s", page.StatusCode, page.body)
			}
		})
	}
	if r := b.get(at("/oidc/logout", "id_token_hint", hint, "post_logout_redirect_uri", bye)); r.Header.Get("Location") != bye || b.loggedIn() {
		t.Errorf("an expired hint of this session: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
}

// LO-02: only a listed address, letter by letter, of a client that is known by
// hint or id.
func TestLO02_WhereALogoutMayLead(t *testing.T) {
	s := newSystem(t, loggingOut...)
	b, hint := s.leaver()
	for _, query := range [][]string{
		{"id_token_hint", hint, "post_logout_redirect_uri", bye + "/"},
		{"id_token_hint", hint, "post_logout_redirect_uri", bye + "?x=1"},
		{"id_token_hint", hint, "post_logout_redirect_uri", bye + "#x"},
		{"id_token_hint", hint, "post_logout_redirect_uri", strings.ToUpper(bye)},
		{"id_token_hint", hint, "post_logout_redirect_uri", "//localhost:3443/bye"},
		{"id_token_hint", hint, "post_logout_redirect_uri", "https://evil.test/"},
		{"id_token_hint", hint, "post_logout_redirect_uri", app + "/all"},
		{"id_token_hint", hint, "client_id", "deaf", "post_logout_redirect_uri", bye},
		{"client_id", "deaf", "post_logout_redirect_uri", bye},
		{"client_id", "nobody", "post_logout_redirect_uri", bye},
		{"post_logout_redirect_uri", bye},
		{"id_token_hint", "x.y.z", "post_logout_redirect_uri", bye},
	} {
		if r := b.get(at("/oidc/logout", query...)); r.StatusCode != http.StatusBadRequest || !b.loggedIn() {
			t.Errorf("%v: %d to %q", query, r.StatusCode, r.Header.Get("Location"))
		}
	}
	if r := b.get(at("/oidc/logout", "id_token_hint", "x.y.z", "post_logout_redirect_uri", bye)); !strings.Contains(r.body, "id_token_hint") {
		t.Errorf("the page blames something else than the hint: %s", r.body)
	}
}

// LO-01: the person's answer counts, from our own page alone.
func TestLO01_TheQuestion(t *testing.T) {
	s := newSystem(t, loggingOut...)
	b, _ := s.leaver()
	question := b.get(at("/oidc/logout", "client_id", "spa", "post_logout_redirect_uri", bye, "state", "s")).Header.Get("Location")
	if policy := b.get(question).Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' "+app+";") {
		t.Errorf("Chromium would not follow the form to the application: %s", policy)
	}
	if r := b.post(question, "https://evil.test"); r.StatusCode != http.StatusForbidden || !b.loggedIn() {
		t.Errorf("a form of another site: %d", r.StatusCode)
	}
	if r := b.submit(question[:len(question)-2]); r.StatusCode != http.StatusBadRequest || !b.loggedIn() {
		t.Errorf("a cut state: %d", r.StatusCode)
	}
	if r := b.submit(question); r.Header.Get("Location") != bye+"?state=s" || b.loggedIn() {
		t.Errorf("%d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	again, _ := s.leaver()
	s.clock.move(31 * time.Minute)
	if r := again.submit(question); r.StatusCode != http.StatusBadRequest || !again.loggedIn() {
		t.Errorf("after half an hour: %d", r.StatusCode)
	}
	if r := again.submit(again.get("/oidc/logout").Header.Get("Location")); !strings.Contains(r.body, "logged out") || again.loggedIn() {
		t.Errorf("nowhere to go: %d %s", r.StatusCode, r.body)
	}
}

// A browser holds the cookie back from a page of another site that posts, so it
// is led to a GET. A program that posts, as zitadel's client does, has no cookie
// and wants the address in the answer.
func TestContract15_PostWithoutCookies(t *testing.T) {
	s := newSystem(t, loggingOut...)
	_, hint := s.leaver()
	fields := []string{"id_token_hint", hint, "post_logout_redirect_uri", bye, "state", "s", "logout_hint", "", "ui_locales", ""}
	r := s.browser().post("/oidc/logout", app, fields...)
	u, err := url.Parse(r.Header.Get("Location"))
	if err != nil || r.StatusCode != http.StatusSeeOther || u.Host != "" || u.Path != "/oidc/logout" || u.Query().Get("id_token_hint") != hint || u.Query().Get("state") != "s" {
		t.Errorf("a browser: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	if r := s.browser().post("/oidc/logout", "", fields...); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != bye+"?state=s" {
		t.Errorf("a program: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
}

// LO-05, LO-10: this device is logged out for good, cookie restored or not, and
// the person's other devices are not.
func TestLO05_ALogoutIsFinalAndOnlyHere(t *testing.T) {
	s := newSystem(t, loggingOut...)
	here, _ := s.leaver()
	there, _ := s.leaver()
	home, err := url.Parse(issuer)
	if err != nil {
		t.Fatal(err)
	}
	before := here.Jar.Cookies(home)
	here.get("/v2/logout")
	if here.loggedIn() {
		t.Error("the cookie is still there")
	}
	here.Jar.SetCookies(home, before)
	if here.loggedIn() {
		t.Error("the session is still there")
	}
	if !there.loggedIn() {
		t.Error("another device was logged out too")
	}
}

func TestLogoutOfABrowserWithoutSessionCostsNothing(t *testing.T) {
	s := newSystem(t, loggingOut...)
	got := s.cost(func() { s.browser().get(at("/v2/logout", "client_id", "spa")) })
	if got.Writes != 0 || got.Reads != 0 {
		t.Errorf("%+v", got)
	}
}
