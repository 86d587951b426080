package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

var withRO = setting{ownPages.old, ownPages.new + "\n    legacy_ro: true"}

const roBody = `{"client_id":"spa","username":"ann@example.test","password":"424242","connection":"email","scope":"openid email offline_access","grant_type":"password","device":"x"}`

func TestLegacyRO_TakesACodeForTokens(t *testing.T) {
	s := newSystem(t, withRO)
	b := s.browser()
	b.call("/passwordless/start", start(ann))
	if r := b.call("/passwordless/verify", verify(ann, annsCode)); r.StatusCode != http.StatusOK {
		t.Fatal(r.body)
	}
	r := b.call("/oauth/ro", roBody)
	var got map[string]any
	if err := json.Unmarshal([]byte(r.body), &got); err != nil || r.StatusCode != http.StatusOK || got["token_type"] != "Bearer" || got["expires_in"] != 86400.0 || got["refresh_token"] != nil {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	if id := claims(got["id_token"].(string)); id["email"] != ann || id["sid"] != nil || len(r.Cookies()) > 0 {
		t.Errorf("%v %v", id, r.Cookies())
	}
	if info := s.userinfo(got["access_token"].(string)); info.StatusCode != http.StatusOK {
		t.Errorf("/userinfo: %d", info.StatusCode)
	}
	if r := b.call("/oauth/ro", roBody); r.StatusCode != http.StatusUnauthorized || !strings.Contains(r.body, `"invalid_user_password"`) || !strings.Contains(r.body, "Wrong email or verification code.") {
		t.Errorf("the second time: %d %s", r.StatusCode, r.body)
	}
}

// AZ-26, PL-29: off unless the client has the setting and the grant.
func TestAZ26_LegacyROIsOffUnlessAskedFor(t *testing.T) {
	for name, changes := range map[string][]setting{
		"without the setting":   {ownPages},
		"without the grant":     {{ownPages.old, "    grant_types: [implicit]\n    legacy_ro: true\n    allow_requested_lifetime: true"}},
		"a third party":         {withRO, {"name: My SPA", "name: My SPA\n    is_first_party: false"}},
		"a confidential client": {withRO, {"name: My SPA", "name: My SPA\n    client_secret: \"0123456789abcdef0123456789abcdef\""}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t, changes...)
			s.browser().call("/passwordless/start", start(ann))
			if r := s.browser().call("/oauth/ro", roBody); r.StatusCode != http.StatusForbidden || strings.Contains(r.body, "token\"") {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
		})
	}
	s := newSystem(t, withRO)
	s.browser().call("/passwordless/start", start(ann))
	for name, body := range map[string]string{
		"another grant": strings.Replace(roBody, `"password","device`, `"x","device`, 1), "another connection": strings.Replace(roBody, `"email","scope`, `"staff","scope`, 1),
		"nobody": strings.Replace(roBody, `"spa"`, `"nobody"`, 1), "no JSON": "grant_type=password",
	} {
		if r := s.browser().call("/oauth/ro", body); r.StatusCode != http.StatusBadRequest && r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
}
