package server

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"authd/internal/pages"
)

// SE-03, AZ-32: the headers of every route. Documents that are meant to be
// framed are tested where they are made.
func TestSE03_EveryRouteForbidsWhatItDoesNotNeed(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	atCode := b.atCode(ask(), ann)
	atLogin := b.get(ask()).Header.Get("Location")
	for _, path := range []string{
		ask(), ask("client_id", "nobody"), atLogin, atCode, "/authorize/resume", "/passwordless/link?token=x", "/passwordless/verify_redirect",
		"/userinfo", "/.well-known/openid-configuration", "/.well-known/jwks.json", "/nowhere", "/", "/u/login", "/u/code", "/v2/logout", "/oidc/logout", "/u/logout-confirm", "/u/consent", "/activate", "/activate?user_code=BCDF-GHJK", "/activate/confirm", "/oauth/device/code", "/dev/inbox", "/client/spa.js?t1764", "/user/geoloc/country", pages.StylesheetPath,
	} {
		h := b.get(path).Header
		policy := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: policy %q lacks %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", path, h)
		}
		if strings.HasPrefix(h.Get("Content-Type"), "text/html") && h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: an old browser would frame it", path)
		}
		if h.Get("Cross-Origin-Opener-Policy") != "" {
			t.Errorf("%s: COOP takes a popup's opener away", path)
		}
		if h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: HSTS for localhost would forbid plain http to everything else there", path)
		}
	}
}

// SE-04: what sets a cookie or tells about a person is kept by no cache.
func TestSE04_PersonalAnswersAreNotCached(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	location := b.atCode(ask(), ann)
	replies := []reply{b.get(ask()), b.get(location), b.submit(location, "code", annsCode), b.get(silent()), s.userinfo(s.tokens().Get("access_token")), b.get(ask("client_id", "nobody"))}
	for _, r := range replies {
		if got := r.Header.Get("Cache-Control"); !strings.Contains(got, "no-store") {
			t.Errorf("%s: Cache-Control %q", r.Request.URL.Path, got)
		}
	}
}

// SE-02: every form of the pages refuses a post from elsewhere, and what it
// would have done is not done.
func TestSE02_EveryFormRefusesOtherSites(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	location := b.atCode(ask(), ann)
	for _, path := range []string{b.get(ask()).Header.Get("Location"), location, "/passwordless/link?token=x", "/u/logout-confirm?state=x", "/u/consent?state=x", "/activate?user_code=BCDF-GHJK", "/activate/confirm?state=x"} {
		for _, headers := range []map[string]string{
			{"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}, {"Origin": "http://localhost:8443"},
			{"Origin": app, "Sec-Fetch-Site": "same-site"}, {},
		} {
			r := b.request(http.MethodPost, path, strings.NewReader(form("email", ann, "code", annsCode).Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for name, value := range headers {
				r.Header.Set(name, value)
			}
			if got := b.send(r); got.StatusCode != http.StatusForbidden || len(got.Cookies()) > 0 {
				t.Errorf("%s with %v: %d", path[:9], headers, got.StatusCode)
			}
		}
	}
	if r := b.submit(location, "code", annsCode); r.StatusCode != http.StatusSeeOther {
		t.Errorf("the code did not survive the refused posts: %d", r.StatusCode)
	}
}

// SE-06: a session cookie is no access token and the reverse.
func TestSE06_CookiesAndTokensDoNotStandInForEachOther(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	answer := b.login(ask(), ann, annsCode)
	if r := b.get("/userinfo"); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("/userinfo by cookie: %d", r.StatusCode)
	}
	home, _ := url.Parse(issuer)
	for _, c := range b.Jar.Cookies(home) {
		if r := s.userinfo(c.Value); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("/userinfo with cookie %s as token: %d", c.Name, r.StatusCode)
		}
		stranger := s.browser()
		stranger.Jar.SetCookies(home, []*http.Cookie{{Name: c.Name, Value: answer.Get("access_token"), Secure: true, Path: "/"}})
		if r := stranger.get(silent()); !strings.Contains(r.body, "login_required") {
			t.Errorf("access token as cookie %s: %s", c.Name, r.body)
		}
	}
	if r := s.userinfo(answer.Get("id_token")); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("/userinfo with an ID token: %d", r.StatusCode)
	}
}

// SE-09: no route sends a browser anywhere but to itself or a registered place.
func TestSE09_NoOpenRedirect(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	for _, evil := range []string{
		"//evil.test", "/\\evil.test", "/%5cevil.test", "/%2f%2fevil.test", "/%0d%0aLocation:%20https://evil.test", "//evil.test/%2e%2e", "/authorize//evil.test", "/.well-known//evil.test/..", "/u/login/..//evil.test",
	} {
		for _, prefix := range []string{"", "/authorize", "/u/login", "/u/code", "/authorize/resume", "/passwordless/link", "/passwordless/verify_redirect", "/v2/logout", "/oidc/logout", "/u/logout-confirm", "/u/consent", "/activate", "/activate/confirm", "/dev/inbox"} {
			s.staysHere(b, prefix+evil)
		}
	}
	for _, name := range []string{"returnTo", "return_to", "redirect", "next", "continue", "url", "redirect_uri", "post_logout_redirect_uri", "state", "token"} {
		for _, path := range []string{"/authorize", "/u/login", "/u/code", "/authorize/resume", "/passwordless/link", "/passwordless/verify_redirect", "/v2/logout", "/oidc/logout", "/u/logout-confirm", "/u/consent", "/"} {
			s.staysHere(b, path+"?"+name+"=https%3A%2F%2Fevil.test%2F")
		}
	}
}

// staysHere sends path as it is, byte for byte, as net/http reads it.
func (s *system) staysHere(b *browser, path string) {
	s.t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + path + " HTTP/1.1\r\nHost: localhost:8443\r\n\r\n")))
	if err != nil {
		return // net/http refuses it before any route
	}
	home, err := url.Parse(issuer)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range b.Jar.Cookies(home) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	r.RemoteAddr = "127.0.0.1:4711"
	s.Handler().ServeHTTP(w, r)
	location := w.Header().Get("Location")
	u, err := url.Parse(location)
	if err != nil || (u.Host != "" && u.Host != "localhost:8443" && u.Host != "localhost:3443") || strings.HasPrefix(location, "/\\") || strings.HasPrefix(location, "//") {
		s.t.Errorf("%s leads to %q", path, location)
	}
}

// NW-02, NW-03: whatever host a request names, links and redirects name the
// issuer; the server does not answer for others.
func TestNW02_TheIssuerIsNeverTakenFromARequest(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	r := b.request(http.MethodGet, "/.well-known/openid-configuration", nil)
	r.Host = "evil.test"
	if got := b.send(r); got.StatusCode != http.StatusMisdirectedRequest || strings.Contains(got.body, "evil.test") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	for _, name := range []string{"X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "Forwarded"} {
		r := b.request(http.MethodGet, "/.well-known/openid-configuration", nil)
		r.Header.Set(name, "evil.test")
		if got := b.send(r); got.StatusCode != http.StatusOK || strings.Contains(got.body, "evil.test") {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.body)
		}
	}
}

// AZ-27: no page of another origin may call the routes people use, and only the
// clients' pages may call the rest.
func TestAZ27_CORSByRoute(t *testing.T) {
	b := newSystem(t).browser()
	for path, want := range map[string]map[string]string{
		"/authorize": {app: "", "https://evil.test": ""}, "/v2/logout": {app: ""}, "/oidc/logout": {app: ""}, "/u/logout-confirm": {app: ""}, "/u/consent": {app: ""}, "/u/login": {app: ""}, "/u/code": {app: ""}, "/passwordless/link": {app: ""},
		"/userinfo":           {app: app, "https://evil.test": "", "null": "", "https://localhost:3443.evil.test": "", "http://localhost:3443": ""},
		"/passwordless/start": {app: app, "https://evil.test": ""}, "/passwordless/verify": {app: app, "https://evil.test": ""}, "/oauth/ro": {app: app, "https://evil.test": ""},
		"/user/geoloc/country": {app: "*", "https://evil.test": "*"}, "/client/spa.js": {app: ""},
		"/.well-known/jwks.json": {app: "*", "https://evil.test": "*"}, "/.well-known/openid-configuration": {"null": "*"}, "/.well-known/oauth-authorization-server": {app: "*"},
	} {
		for origin, allowed := range want {
			for _, method := range []string{http.MethodOptions, http.MethodGet} {
				r := b.request(method, path, nil)
				r.Header.Set("Origin", origin)
				r.Header.Set("Access-Control-Request-Method", http.MethodPost)
				got := b.send(r)
				served := method == http.MethodOptions || !strings.HasPrefix(path, "/passwordless/") && path != "/oauth/ro"
				if allow := got.Header.Get("Access-Control-Allow-Origin"); served && allow != allowed || got.Header.Get("Access-Control-Allow-Credentials") != "" {
					t.Errorf("%s %s from %s: %q, want %q", method, path, origin, allow, allowed)
				}
			}
		}
	}
}

// LO-09: the frame for session management is the one document that any page may
// frame, and it says the same to everyone.
func TestLO09_AnyPageMayFrameTheSessionCheck(t *testing.T) {
	s := newSystem(t)
	b, _ := s.leaver()
	mine, anyones := b.get("/oidc/check-session"), s.browser().get("/oidc/check-session")
	policy := mine.Header.Get("Content-Security-Policy")
	if mine.StatusCode != http.StatusOK || mine.body != anyones.body || strings.Contains(policy, "frame-ancestors") || mine.Header.Get("X-Frame-Options") != "" {
		t.Errorf("%d %v", mine.StatusCode, mine.Header)
	}
	if !strings.HasPrefix(mine.Header.Get("Cache-Control"), "public") || len(mine.Cookies()) > 0 || !strings.Contains(policy, "script-src 'sha256-") {
		t.Errorf("%v", mine.Header)
	}
}

// NW-07: what is for machines is not at the public address, whatever it is called.
func TestNW07_ThePublicAddressHasNoAdmin(t *testing.T) {
	b := newSystem(t).browser()
	for _, path := range []string{"/metrics", "/livez", "/readyz", "/api/v2/users", "/debug/pprof/", "/debug/vars"} {
		if r := b.get(path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

// NW-09: nothing is compressed, so no length tells what stands beside a guess.
func TestNW09_NothingIsCompressed(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	for _, path := range []string{silent(), ask("prompt", "none"), ask(), "/.well-known/jwks.json", "/u/login"} {
		r := b.request(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip, br, zstd, deflate")
		if got := b.send(r).Header.Get("Content-Encoding"); got != "" {
			t.Errorf("%s: %s", path, got)
		}
	}
}
