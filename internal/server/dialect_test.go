package server

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

// JW-02, JW-14: an API that asks for the tokens of RFC 9068 is given them; they
// are good at /userinfo, and revoked by their jti.
func TestJW14_AccessTokensOfRFC9068(t *testing.T) {
	s := newSystem(t, setting{"name: Orders,", "name: Orders, token_dialect: rfc9068_profile,"})
	set := s.granted("audience", api)
	token := text(set, "access_token")
	s.verifyAsAPI(token, api)
	header, _, _ := strings.Cut(token, ".")
	if raw, err := base64.RawURLEncoding.DecodeString(header); err != nil || !strings.Contains(string(raw), `"typ":"at+jwt"`) {
		t.Errorf("header %s, %v", raw, err)
	}
	if c := claims(token); c["client_id"] != "mobile" || c["azp"] != nil || c["auth_time"] == nil || c["email"] != nil {
		t.Errorf("claims %v", c)
	}
	if r := s.userinfo(token); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	s.revoke("client_id", "mobile", "token", text(set, "refresh_token"))
	if r := s.userinfo(token); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("revoked, and good at /userinfo: %d", r.StatusCode)
	}
}
