package server

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"authd/internal/store"
)

// A hearer hears of logouts as an application does.
type hearer struct {
	*httptest.Server
	mu     sync.Mutex
	tokens []string
}

// newHearer answers posts with status.
func newHearer(t *testing.T, status int) *hearer {
	h := &hearer{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.tokens = append(h.tokens, r.PostFormValue("logout_token"))
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hearer) heard() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.tokens)
}

// hearing gives a client of the settings more lines.
func hearing(name, lines string) setting {
	return setting{"    name: " + name + "\n", "    name: " + name + "\n    " + lines + "\n"}
}

func told(h *hearer) setting {
	return hearing("My SPA", "backchannel_logout_uri: "+h.URL+"/out?a=b")
}

var framed = hearing("Cannot send an audience", `frontchannel_logout_uri: "https://localhost:3443/out?a=b"`)

// segment reads header 0 or payload 1 of a JWT.
func segment(t *testing.T, token string, n int) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[n])
	var members map[string]any
	if err != nil || json.Unmarshal(raw, &members) != nil {
		t.Fatalf("part %d of %s: %v", n, token, err)
	}
	return members
}

// LO-06: a client is told once for each session it got tokens in, with a token
// that another library can check, and nobody else is told.
func TestLO06_AClientIsToldOfALogout(t *testing.T) {
	rp := newHearer(t, http.StatusOK)
	s := newSystem(t, append(loggingOut, told(rp))...)
	b, hint := s.leaver()
	b.loggedIn()
	b.get(ask("client_id", "deaf"))
	if r := b.get(at("/oidc/logout", "id_token_hint", hint, "post_logout_redirect_uri", bye, "state", "s")); r.Header.Get("Location") != bye+"?state=s" {
		t.Fatalf("%d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	heard := rp.heard()
	if len(heard) != 1 {
		t.Fatalf("it heard %d times", len(heard))
	}
	p, ctx := s.provider()
	if _, err := p.VerifierContext(ctx, &oidc.Config{ClientID: "spa", Now: s.clock.Now}).Verify(ctx, heard[0]); err != nil {
		t.Error(err)
	}
	header, c, id := segment(t, heard[0], 0), segment(t, heard[0], 1), claims(hint)
	if header["typ"] != "logout+jwt" || c["sid"] != id["sid"] || c["sub"] != id["sub"] || c["aud"] != "spa" || c["nonce"] != nil || c["exp"].(float64)-c["iat"].(float64) > 120 {
		t.Errorf("%v %v", header, c)
	}
	b.get("/v2/logout")
	s.browser().get("/v2/logout")
	if len(rp.heard()) != 1 {
		t.Error("it heard of a logout that was none")
	}
	if log := s.log.String(); strings.Contains(log, heard[0]) || !strings.Contains(log, "client told of a logout") {
		t.Error("the log has the token, or says nothing")
	}
}

// LO-06, LO-07: a client that fails or leads elsewhere is asked once at a time and
// named on the page; a way to go on wins over the page.
func TestLO06_ThePageNamesWhoDidNotAnswer(t *testing.T) {
	for _, status := range []int{302, 307, 400, 500} {
		rp := newHearer(t, status)
		s := newSystem(t, append(loggingOut, told(rp))...)
		b, hint := s.leaver()
		r := b.get(at("/oidc/logout", "id_token_hint", hint))
		if !strings.Contains(r.body, "logged out") || !strings.Contains(r.body, "<li>My SPA</li>") || b.loggedIn() {
			t.Errorf("%d: %s", status, r.body)
		}
		if len(rp.heard()) != 1 {
			t.Errorf("%d: asked %d times", status, len(rp.heard()))
		}
		c, hint := s.leaver()
		if r := c.get(at("/oidc/logout", "id_token_hint", hint, "post_logout_redirect_uri", bye)); r.Header.Get("Location") != bye {
			t.Errorf("%d: %d to %q", status, r.StatusCode, r.Header.Get("Location"))
		}
		d, _ := s.leaver()
		if r := d.get("/v2/logout"); !strings.Contains(r.body, "<li>My SPA</li>") {
			t.Errorf("/v2/logout: %s", r.body)
		}
	}
}

// LO-08: each page of an application is framed with iss and sid, and the browser
// goes on from there, at /v2/logout and /oidc/logout alike.
func TestLO08_FrontChannelLogout(t *testing.T) {
	s := newSystem(t, append(loggingOut, framed)...)
	for name, row := range map[string]struct {
		path func(hint string) string
		next string
	}{
		"RP-initiated, with a place": {func(hint string) string {
			return at("/oidc/logout", "id_token_hint", hint, "post_logout_redirect_uri", bye, "state", "s")
		}, bye + "?state=s"},
		"RP-initiated, without": {func(hint string) string { return at("/oidc/logout", "id_token_hint", hint) }, ""},
		"Auth0's, with a place": {func(string) string { return at("/v2/logout", "client_id", "spa", "returnTo", bye) }, bye},
		"Auth0's, without":      {func(string) string { return "/v2/logout" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b, hint := s.leaver()
			b.get(ask("client_id", "deaf"))
			r := b.get(row.path(hint))
			src := "https://localhost:3443/out?a=b&amp;iss=" + url.QueryEscape(issuer) + "&amp;sid=" + claims(hint)["sid"].(string)
			if r.StatusCode != http.StatusOK || strings.Count(r.body, "<iframe") != 1 || !strings.Contains(r.body, `<iframe src="`+src+`"`) {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
			if !strings.Contains(r.Header.Get("Content-Security-Policy"), "; frame-src https://localhost:3443;") {
				t.Errorf("policy %s", r.Header.Get("Content-Security-Policy"))
			}
			if got := strings.TrimPrefix(r.Header.Get("Refresh"), "1;url="); got != row.next {
				t.Errorf("goes on to %q", got)
			}
			if b.loggedIn() {
				t.Error("the session lives on")
			}
		})
	}
}

// LO-08: who got no tokens in this session has nothing to end.
func TestLO08_OnlyClientsOfTheSessionAreFramed(t *testing.T) {
	s := newSystem(t, append(loggingOut, framed)...)
	b, hint := s.leaver()
	if r := b.get(at("/oidc/logout", "id_token_hint", hint, "post_logout_redirect_uri", bye)); r.Header.Get("Location") != bye {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

// LO-06, SE-05: which clients take part is written down once, and renewing costs
// what it costs every client.
func TestLO06_TakingPartIsWrittenOnce(t *testing.T) {
	rp := newHearer(t, http.StatusOK)
	s := newSystem(t, told(rp))
	b, _ := s.leaver()
	if got := s.cost(func() { b.loggedIn() }); got != (store.Counts{Reads: 1}) {
		t.Errorf("a renewal: %+v", got)
	}
	if got := s.cost(func() { b.get(ask("client_id", "deaf")) }); got != (store.Counts{Reads: 1}) {
		t.Errorf("a client that does not want to hear: %+v", got)
	}
	s = newSystem(t, told(rp))
	b = s.browser()
	b.login(ask("client_id", "deaf"), ann, annsCode)
	if got := s.cost(func() { b.loggedIn() }); got != (store.Counts{Reads: 1, Writes: 1}) {
		t.Errorf("the first tokens: %+v", got)
	}
}

// LO-10, contract 15: on the page that asks, a person may log out of all devices: every
// session ends and every client of each is told; without that, this one alone.
func TestLO10_Everywhere(t *testing.T) {
	for reach, row := range map[string]struct {
		others bool
		told   int
	}{"": {true, 1}, "everywhere": {false, 3}} {
		rp := newHearer(t, http.StatusOK)
		s := newSystem(t, append(loggingOut, told(rp), setting{"friendly_name: Test,", "revoke_refresh_tokens_on_logout: true, friendly_name: Test,"})...)
		here, _ := s.leaver()
		there, _ := s.leaver()
		token := s.browser().offline()
		bob := s.browser()
		bob.login(ask("client_id", "deaf"), "bob@example.test", "535353")
		question := here.get("/oidc/logout").Header.Get("Location")
		if r := here.submit(question, "reach", reach); !strings.Contains(r.body, "logged out") {
			t.Fatalf("%d %s", r.StatusCode, r.body)
		}
		if here.loggedIn() || there.loggedIn() != row.others || !strings.Contains(bob.get(silent("client_id", "deaf")).body, "access_token") {
			t.Errorf("%q: here %t, there %t", reach, here.loggedIn(), there.loggedIn())
		}
		if r := s.refresh(token); (r.StatusCode == http.StatusOK) != row.others {
			t.Errorf("%q: a refresh token of another device: %d", reach, r.StatusCode)
		}
		if n := len(rp.heard()); n != row.told {
			t.Errorf("%q: told %d times", reach, n)
		}
	}
}

// A person who logs in again keeps the session's name, or clients that got tokens
// before would never hear of its end.
func TestLO06_ANewLoginKeepsTheSessionsClients(t *testing.T) {
	rp := newHearer(t, http.StatusOK)
	s := newSystem(t, told(rp))
	b, first := s.leaver()
	s.clock.move(time.Second)
	again := b.login(ask("client_id", "deaf", "prompt", "login"), ann, annsCode).Get("id_token")
	if claims(first)["sid"] != claims(again)["sid"] {
		t.Errorf("sid %v became %v", claims(first)["sid"], claims(again)["sid"])
	}
	b.get("/v2/logout")
	if heard := rp.heard(); len(heard) != 1 || segment(t, heard[0], 1)["sid"] != claims(first)["sid"] {
		t.Errorf("heard %v", heard)
	}
}

// LO-08, LO-10: whoever logs out everywhere can show the frames of this browser's
// session alone.
func TestLO08_OtherDevicesShowTheirFramesThemselves(t *testing.T) {
	s := newSystem(t, append(loggingOut, framed)...)
	here, hint := s.leaver()
	there, _ := s.leaver()
	for _, b := range []*browser{here, there} {
		b.get(ask("client_id", "deaf"))
	}
	r := here.submit(here.get("/oidc/logout").Header.Get("Location"), "reach", "everywhere")
	if strings.Count(r.body, "<iframe") != 1 || !strings.Contains(r.body, "sid="+claims(hint)["sid"].(string)) || there.loggedIn() {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}
