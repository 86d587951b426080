package tokens

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/tokens/jose"
)

var ended = authd.LogoutNotice{ID: "n-1", ClientID: "spa", UserID: "email|1", SID: "sid-1"}

func segment(t *testing.T, token string, n int) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[n])
	var members map[string]any
	if err != nil || json.Unmarshal(raw, &members) != nil {
		t.Fatalf("part %d of %s: %v", n, token, err)
	}
	return members
}

// LO-06: what a logout token says, in whatever algorithm the client's ID tokens
// have.
func TestLO06_LogoutToken(t *testing.T) {
	for _, alg := range []string{jose.RS256, jose.PS256, jose.ES256, jose.HS256} {
		i := issuerOf(withAlg(alg))
		client := i.Directory.Clients["spa"]
		token, err := i.LogoutToken(client, ended, noon)
		if err != nil {
			t.Fatal(err)
		}
		header, claims := segment(t, token, 0), segment(t, token, 1)
		if header["typ"] != "logout+jwt" || header["alg"] != alg || (header["kid"] == nil) != (alg == jose.HS256) {
			t.Errorf("header %v", header)
		}
		jti, _ := claims["jti"].(string)
		delete(claims, "jti")
		got, err := json.Marshal(claims)
		want := `{"aud":"spa","events":{"http://schemas.openid.net/event/backchannel-logout":{}},"exp":1772366520,"iat":1772366400,"iss":"` + issuer + `","sid":"sid-1","sub":"email|1"}`
		if err != nil || string(got) != want || len(jti) < 20 {
			t.Errorf("claims %s, jti %q", got, jti)
		}
		again, err := i.LogoutToken(client, ended, noon)
		if err != nil || segment(t, again, 1)["jti"] == jti {
			t.Errorf("two tokens have one jti; %v", err)
		}
	}
}

// LO-06: a logout token is good for nothing else.
func TestLO06_ALogoutTokenIsNoHint(t *testing.T) {
	for _, alg := range []string{jose.RS256, jose.HS256} {
		i := issuerOf(withAlg(alg))
		token, err := i.LogoutToken(i.Directory.Clients["spa"], ended, noon)
		if err != nil {
			t.Fatal(err)
		}
		if hint, err := i.OpenHint(token); err == nil {
			t.Errorf("%s: taken for a hint of %+v", alg, hint)
		}
	}
}
