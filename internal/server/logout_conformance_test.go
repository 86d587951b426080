package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// The tests of this file are named after the modules of the OpenID Foundation's
// conformance plans for logout, and check what those check.

// loggedOut reports what a module looks at in the end: a silent request says that
// a login is required.
func (b *browser) loggedOut() bool {
	b.s.t.Helper()
	return strings.Contains(b.get(silent()).body, "login_required")
}

// asksAndLogsOut goes through the question that answers path.
func (b *browser) asksAndLogsOut(path string) reply {
	b.s.t.Helper()
	question := b.get(path).Header.Get("Location")
	if page := b.get(question); !strings.Contains(page.body, `id="confirm"`) || b.loggedOut() {
		b.s.t.Errorf("%s: asks %q: %s", path, question, page.body)
	}
	return b.submit(question)
}

func TestOIDCC_discovery_endpoint_verification(t *testing.T) {
	s := newSystem(t)
	var got map[string]any
	if err := json.Unmarshal([]byte(s.browser().get("/.well-known/openid-configuration").body), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"end_session_endpoint": issuer + "oidc/logout", "check_session_iframe": issuer + "oidc/check-session",
		"backchannel_logout_supported": true, "backchannel_logout_session_supported": true,
		"frontchannel_logout_supported": true, "frontchannel_logout_session_supported": true,
	} {
		if got[name] != want {
			t.Errorf("%s is %v", name, got[name])
		}
	}
}

func TestOIDCC_rp_initiated_logout(t *testing.T) {
	s := newSystem(t, loggingOut...)
	b, hint := s.leaver()
	r := b.get(at("/oidc/logout", "id_token_hint", hint, "post_logout_redirect_uri", bye, "state", "s-9"))
	if r.Header.Get("Location") != bye+"?state=s-9" || !b.loggedOut() {
		t.Errorf("%d to %q", r.StatusCode, r.Header.Get("Location"))
	}
}

func TestOIDCC_rp_initiated_logout_no_state(t *testing.T) {
	s := newSystem(t, loggingOut...)
	b, hint := s.leaver()
	r := b.get(at("/oidc/logout", "id_token_hint", hint, "post_logout_redirect_uri", bye))
	if r.Header.Get("Location") != bye || !b.loggedOut() {
		t.Errorf("%d to %q", r.StatusCode, r.Header.Get("Location"))
	}
}

// Logging out without a place to go ends on a page, with or without a question.
func TestOIDCC_rp_initiated_logout_that_ends_here(t *testing.T) {
	for module, row := range map[string]struct {
		query func(hint string) []string
		asks  bool
	}{
		"no_params":                   {func(string) []string { return nil }, true},
		"only_state":                  {func(string) []string { return []string{"state", "s-9"} }, true},
		"no_post_logout_redirect_uri": {func(hint string) []string { return []string{"id_token_hint", hint, "state", "s-9"} }, false},
	} {
		t.Run(module, func(t *testing.T) {
			s := newSystem(t, loggingOut...)
			b, hint := s.leaver()
			path := at("/oidc/logout", row.query(hint)...)
			r := reply{}
			if row.asks {
				r = b.asksAndLogsOut(path)
			} else {
				r = b.get(path)
			}
			if r.StatusCode != http.StatusOK || !strings.Contains(r.body, "logged out") || r.Header.Get("Location")+r.Header.Get("Refresh") != "" || !b.loggedOut() {
				t.Errorf("%d to %q: %s", r.StatusCode, r.Header.Get("Location"), r.body)
			}
		})
	}
}

// What must not lead to the address it names is an error page, names the parameter
// to mend, and logs nobody out.
func TestOIDCC_rp_initiated_logout_that_is_refused(t *testing.T) {
	s := newSystem(t, loggingOut...)
	b, hint := s.leaver()
	parts := strings.Split(hint, ".")
	_, foreign := newSystem(t, loggingOut...).leaver() // same keys, another session; altered below
	for module, row := range map[string]struct {
		query []string
		names string
	}{
		"bad_post_logout_redirect_uri":            {[]string{"id_token_hint", hint, "post_logout_redirect_uri", "https://rp.test/not-registered", "state", "s"}, "post_logout_redirect_uri"},
		"query_added_to_post_logout_redirect_uri": {[]string{"id_token_hint", hint, "post_logout_redirect_uri", bye + "?foo=bar", "state", "s"}, "post_logout_redirect_uri"},
		"no_id_token_hint":                        {[]string{"post_logout_redirect_uri", bye, "state", "s"}, "post_logout_redirect_uri"},
		"bad_id_token_hint":                       {[]string{"id_token_hint", "not.a.token", "post_logout_redirect_uri", bye, "state", "s"}, "id_token_hint"},
		"modified_id_token_hint":                  {[]string{"id_token_hint", parts[0] + "." + strings.Split(foreign, ".")[1] + "." + parts[2], "post_logout_redirect_uri", bye, "state", "s"}, "id_token_hint"},
	} {
		t.Run(module, func(t *testing.T) {
			r := b.get(at("/oidc/logout", row.query...))
			if r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" || !strings.Contains(r.body, row.names) || b.loggedOut() {
				t.Errorf("%d to %q: %s", r.StatusCode, r.Header.Get("Location"), r.body)
			}
		})
	}
}

// The suite's client has one URI of a kind; after the frame, the browser goes on.
func TestOIDCC_frontchannel_rp_initiated_logout(t *testing.T) {
	s := newSystem(t, append(loggingOut, hearing("My SPA", `frontchannel_logout_uri: "https://localhost:3443/frontchannel_logout"`))...)
	b, hint := s.leaver()
	r := b.get(at("/oidc/logout", "id_token_hint", hint, "post_logout_redirect_uri", bye, "state", "s-9"))
	for _, part := range []string{`<iframe src="https://localhost:3443/frontchannel_logout?iss=`, "sid=" + claims(hint)["sid"].(string), `<a id="continue" href="` + bye + `?state=s-9">`} {
		if !strings.Contains(r.body, part) {
			t.Errorf("the page lacks %s: %s", part, r.body)
		}
	}
	if r.Header.Get("Refresh") != "1;url="+bye+"?state=s-9" || !b.loggedOut() {
		t.Errorf("goes on by %q", r.Header.Get("Refresh"))
	}
}

func TestOIDCC_backchannel_rp_initiated_logout(t *testing.T) {
	rp := newHearer(t, http.StatusOK)
	s := newSystem(t, append(loggingOut, told(rp))...)
	b, hint := s.leaver()
	r := b.get(at("/oidc/logout", "id_token_hint", hint, "post_logout_redirect_uri", bye, "state", "s-9"))
	if r.Header.Get("Location") != bye+"?state=s-9" || !b.loggedOut() || len(rp.heard()) != 1 {
		t.Fatalf("%d to %q, heard %v", r.StatusCode, r.Header.Get("Location"), rp.heard())
	}
	header, c, id := segment(t, rp.heard()[0], 0), segment(t, rp.heard()[0], 1), claims(hint)
	for name, want := range map[string]any{"iss": id["iss"], "aud": "spa", "sub": id["sub"], "sid": id["sid"], "nonce": nil} {
		if c[name] != want {
			t.Errorf("%s is %v, want %v", name, c[name], want)
		}
	}
	events, _ := c["events"].(map[string]any)
	event, there := events["http://schemas.openid.net/event/backchannel-logout"].(map[string]any)
	if !there || len(event) != 0 || len(events) != 1 || header["alg"] != "RS256" || c["jti"] == nil || c["iat"] == nil || c["exp"] == nil {
		t.Errorf("%v %v", header, c)
	}
}
