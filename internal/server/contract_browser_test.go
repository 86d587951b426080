package server

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A page in the iframe is a timeout of up to a minute to whoever waits for it.
func TestContract11_SilenceIsAnsweredNotShown(t *testing.T) {
	s := newSystem(t)
	known := s.browser()
	known.login(ask(), ann, annsCode)
	s.clock.move(time.Second)
	for name, row := range map[string]struct {
		b    *browser
		with []string
		want string
	}{
		"no session":       {s.browser(), nil, "login_required"},
		"an old login":     {known, []string{"max_age", "0"}, "login_required"},
		"an unknown API":   {known, []string{"audience", "https://nowhere.test"}, "access_denied"},
		"an unknown type":  {known, []string{"response_type", "x"}, "unsupported_response_type"},
		"prompt none+more": {known, []string{"prompt", "none login"}, "invalid_request"},
	} {
		for _, mode := range []string{"fragment", "web_message", "form_post"} {
			t.Run(name+" by "+mode, func(t *testing.T) {
				r := row.b.get(ask(append([]string{"prompt", "none", "response_mode", mode, "state", "s-11"}, row.with...)...))
				got := delivered(t, r, mode)
				if got.Get("error") != row.want || got.Get("error_description") == "" || got.Get("state") != "s-11" {
					t.Errorf("%d %v", r.StatusCode, got)
				}
			})
		}
	}
}

var (
	posted  = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)
	message = regexp.MustCompile(`"(\w+)":"((?:[^"\\]|\\.)*)"`)
)

// delivered reads an answer where its mode puts it.
func delivered(t *testing.T, r reply, mode string) url.Values {
	t.Helper()
	if mode == "fragment" {
		return answerIn(t, r)
	}
	pattern, found := posted, url.Values{}
	if mode == "web_message" {
		pattern = message
	}
	for _, member := range pattern.FindAllStringSubmatch(r.body, -1) {
		found.Set(member[1], html.UnescapeString(member[2]))
	}
	if r.StatusCode != http.StatusOK {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	return found
}

// Each of these headers has stopped a login somewhere; e2e/ shows that none does.
func TestContract12_NoHeaderStandsInTheWay(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	atLogin := b.get(ask()).Header.Get("Location")
	login := b.get(atLogin)
	code := b.get(b.atCode(ask(), ann))
	b.login(ask(), ann, annsCode)
	message, post := b.get(silent()), b.get(ask("response_mode", "form_post"))
	for name, row := range map[string]struct {
		r      reply
		policy string
	}{
		"address page": {login, "form-action 'self' " + app + ";"},
		"code page":    {code, "form-action 'self' " + app + ";"},
		"form_post":    {post, "form-action " + app + ";"},
		"web_message":  {message, "frame-ancestors " + app},
	} {
		h := row.r.Header
		if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy+";", row.policy) || h.Get("Cross-Origin-Opener-Policy") != "" {
			t.Errorf("%s: %v", name, h)
		}
		if script := regexp.MustCompile(`<script nonce="([^"]+)"`).FindStringSubmatch(row.r.body); (name == "form_post" || name == "web_message") &&
			(script == nil || !strings.Contains(h.Get("Content-Security-Policy"), "'nonce-"+script[1]+"'")) {
			t.Errorf("%s: its script may not run: %v", name, h)
		}
	}
	if message.Header.Get("X-Frame-Options") != "" {
		t.Error("the answer may not be framed")
	}
	if again := b.get(silent()); again.Header.Get("Content-Security-Policy") == message.Header.Get("Content-Security-Policy") {
		t.Error("two documents share a nonce")
	}
}

// Some clients read %20 alone as a space, and some take a bare = or + for their
// own.
func TestContract13_AnswersArePercentEncoded(t *testing.T) {
	const state = "Zm9v+YmFy/w== a&b#ü"
	s := newSystem(t)
	b := s.browser()
	refused := b.get(ask("prompt", "none", "state", state))
	b.login(ask(), ann, annsCode)
	for name, r := range map[string]reply{
		"fragment": b.get(ask("state", state)), "refusal": refused,
		"query": b.get(ask("client_id", "web", "response_type", "code", "state", state)),
	} {
		location := r.Header.Get("Location")
		raw := location[strings.IndexAny(location, "?#")+1:]
		if strings.Contains(raw, "+") || !strings.Contains(raw, "state=Zm9v%2BYmFy%2Fw%3D%3D%20a%26b%23%C3%BC") {
			t.Errorf("%s: %s", name, raw)
		}
		for _, pair := range strings.Split(raw, "&") {
			if strings.Count(pair, "=") != 1 {
				t.Errorf("%s: a bare = in %s", name, pair)
			}
		}
	}
	if !strings.Contains(refused.Header.Get("Location"), "error_description=Login%20required") {
		t.Errorf("%s", refused.Header.Get("Location"))
	}
}

func TestContract14_PagesMaySendWhatSDKsSend(t *testing.T) {
	b := newSystem(t, ownPages).browser()
	for path, row := range map[string]struct {
		method, headers string
		credentials     string
	}{
		"/oauth/token":                      {"POST", "auth0-client,authorization,content-type", ""},
		"/oauth/revoke":                     {"POST", "auth0-client,content-type", ""},
		"/passwordless/start":               {"POST", "auth0-client,content-type,x-request-language", ""},
		"/passwordless/verify":              {"POST", "auth0-client,content-type", ""},
		"/co/authenticate":                  {"POST", "auth0-client,content-type", "true"},
		"/userinfo":                         {"GET", "authorization,auth0-client", ""},
		"/.well-known/openid-configuration": {"GET", "auth0-client", ""},
		"/.well-known/jwks.json":            {"GET", "auth0-client", ""},
	} {
		r := b.request(http.MethodOptions, path, nil)
		r.Header.Set("Origin", app)
		r.Header.Set("Access-Control-Request-Method", row.method)
		r.Header.Set("Access-Control-Request-Headers", row.headers)
		h := b.send(r).Header
		origin := h.Get("Access-Control-Allow-Origin")
		public := strings.HasPrefix(path, "/.well-known/") && origin == "*"
		if origin != app && !public || !strings.Contains(h.Get("Access-Control-Allow-Methods"), row.method) || h.Get("Access-Control-Allow-Credentials") != row.credentials {
			t.Errorf("%s: %v", path, h)
		}
		for _, name := range strings.Split(row.headers, ",") {
			if !strings.Contains(strings.ToLower(h.Get("Access-Control-Allow-Headers")), name) {
				t.Errorf("%s: %s is not allowed: %v", path, name, h)
			}
		}
	}
	for path, body := range map[string]string{"/oauth/token": "{}", "/oauth/revoke": "{}", "/passwordless/start": "{}", "/passwordless/verify": "{}", "/co/authenticate": "{}"} {
		if r := b.call(path, body); r.StatusCode < 400 || r.Header.Get("Access-Control-Allow-Origin") != app {
			t.Errorf("%s: a page cannot read the error: %d %v", path, r.StatusCode, r.Header)
		}
	}
}

// An ID token alone, by form_post, is what express-openid-connect asks for.
func TestContract18_FormPostEscapesWhatItCarries(t *testing.T) {
	const state = `"><script>alert(1)</script>&amp;'+ü`
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	r := b.get(ask("response_type", "id_token", "response_mode", "form_post", "state", state))
	got := delivered(t, r, "form_post")
	if id := claims(got.Get("id_token")); id["nonce"] != "n-1" || id["email"] != ann || got.Get("state") != state || got.Has("access_token") {
		t.Errorf("%v", got)
	}
	if !strings.Contains(r.body, `<form method="post" action="`+callback+`">`) || strings.Contains(r.body, "<script>") {
		t.Errorf("%s", r.body)
	}
}

// The cookie is Lax, unless a setting lets pages of other sites renew silently;
// where it stays away, login_required comes at once.
func TestContract21_TheSessionCookieCrossesSitesWhereASettingSaysSo(t *testing.T) {
	for name, row := range map[string]struct {
		changes []setting
		want    http.SameSite
	}{
		"as it is":   {nil, http.SameSiteLaxMode},
		"cross-site": {[]setting{{"friendly_name: Test", "friendly_name: Test, cross_site_silent_auth: true"}}, http.SameSiteNoneMode},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t, row.changes...)
			b := s.browser()
			r := b.submit(b.atCode(ask(), ann), "code", annsCode)
			var session *http.Cookie
			for _, c := range r.Cookies() {
				if c.Name == "__Host-authd" {
					session = c
				}
			}
			if session == nil || session.SameSite != row.want || !session.Secure || !session.HttpOnly {
				t.Errorf("%+v", session)
			}
			if r := s.browser().get(silent()); !strings.Contains(r.body, "login_required") {
				t.Errorf("without it: %s", r.body)
			}
		})
	}
}

func TestContract22_TheAnswerGoesToARegisteredOriginAlone(t *testing.T) {
	s := newSystem(t, setting{`    callbacks: ["https://localhost:3443/callback"]
    web_origins: ["https://localhost:3443"]
    grant_types: [implicit]
    allow_requested_lifetime: true`, `    callbacks: ["https://localhost:3443/callback", "https://elsewhere.test/callback"]
    web_origins: ["https://localhost:3443"]
    grant_types: [implicit]
    allow_requested_lifetime: true`})
	b := s.browser()
	b.login(ask(), ann, annsCode)
	for name, uri := range map[string]string{"a callback": callback, "the bare origin": app} {
		r := b.get(silent("redirect_uri", uri))
		if !strings.Contains(r.body, "access_token") || !strings.Contains(r.body, `}, "`+app+`");`) || strings.Contains(r.body, `"*"`) {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
	for name, path := range map[string]string{
		"a callback whose origin is not listed": silent("redirect_uri", "https://elsewhere.test/callback"),
		"an origin that is not listed":          silent("redirect_uri", "https://evil.test"),
		"another port":                          silent("redirect_uri", "https://localhost:3444"),
		"the bare origin as a callback":         ask("redirect_uri", app),
	} {
		if r := b.get(path); r.StatusCode != http.StatusBadRequest || strings.Contains(r.body, "access_token") || r.Header.Get("Location") != "" {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
}
