package server

import (
	"net/http"
	"testing"
)

// LO-05: with the setting, refresh tokens begun in a session end with it, and
// those of the person's other devices go on. Without it they stay, as with Auth0.
func TestLO05_RefreshTokensMayEndWithTheirSession(t *testing.T) {
	for name, row := range map[string]struct {
		settings []setting
		ended    bool
	}{
		"as with Auth0":                        {nil, false},
		"with revoke_refresh_tokens_on_logout": {[]setting{{"friendly_name: Test", "revoke_refresh_tokens_on_logout: true, friendly_name: Test"}}, true},
	} {
		for _, leave := range []func(b *browser){
			func(b *browser) { b.get("/v2/logout") },
			func(b *browser) { b.submit(b.get("/oidc/logout").Header.Get("Location")) },
		} {
			t.Run(name, func(t *testing.T) {
				s := newSystem(t, row.settings...)
				here, there := s.browser(), s.browser()
				mine, others := here.offline(), there.offline()
				leave(here)
				if r := s.refresh(mine); (r.StatusCode != http.StatusOK) != row.ended {
					t.Errorf("here: %d %s", r.StatusCode, r.body)
				}
				if r := s.refresh(others); r.StatusCode != http.StatusOK {
					t.Errorf("on another device: %d %s", r.StatusCode, r.body)
				}
			})
		}
	}
}

// offline logs ann in and returns a refresh token begun in this session.
func (b *browser) offline() string {
	b.s.t.Helper()
	b.login(ask(), ann, annsCode)
	code := answerIn(b.s.t, b.get(ask("client_id", "mobile", "response_type", "code", "scope", online, "code_challenge", challenge, "code_challenge_method", "S256"))).Get("code")
	return text(tokenSet(b.s.t, b.s.redeem(code, "client_id", "mobile", "client_secret", "-", "code_verifier", verifier)), "refresh_token")
}
