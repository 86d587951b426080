package server

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"authd/internal/store"
)

const (
	apisSecret = "0123456789abcdef: of the API, +%ü"
	hsAPI      = "https://hs.example.com"
)

// asking is a server whose APIs may ask about tokens.
func asking(t *testing.T, changes ...setting) *system {
	t.Helper()
	return newSystem(t, append(introspecting, changes...)...)
}

var introspecting = []setting{
	{`name: Orders, `, `name: Orders, introspection_secret: "` + apisSecret + `", `},
	{`name: HS, `, `name: HS, introspection_secret: "another secret of thirty-two bytes", `},
}

// introspect asks about a token as the API that most tokens here are for; more
// replaces fields.
func (s *system) introspect(token string, more ...string) reply {
	s.t.Helper()
	fields := form(append([]string{"client_id", api, "client_secret", apisSecret, "token", token}, more...)...)
	b := s.browser()
	r := b.request(http.MethodPost, "/oauth/introspect", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

const inactive = `{"active":false}`

func (s *system) isInactive(name, token string, more ...string) {
	s.t.Helper()
	if r := s.introspect(token, more...); r.StatusCode != http.StatusOK || r.body != inactive || !strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
		s.t.Errorf("%s: %d %s %v", name, r.StatusCode, r.body, r.Header)
	}
}

// active is what is said of a token that is good.
func active(t *testing.T, r reply) map[string]any {
	t.Helper()
	var said map[string]any
	if err := json.Unmarshal([]byte(r.body), &said); err != nil || r.StatusCode != http.StatusOK || said["active"] != true || !strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
		t.Fatalf("%d %s %v", r.StatusCode, r.body, r.Header)
	}
	return said
}

// ID-11: an API is told what its token says, in either dialect.
func TestID11_AnAPIIsToldAboutItsTokens(t *testing.T) {
	for _, dialect := range []string{"access_token", "rfc9068_profile"} {
		s := asking(t, setting{"name: Orders, ", "name: Orders, token_dialect: " + dialect + ", "})
		token := text(s.granted("audience", api, "scope", "openid read:orders offline_access"), "access_token")
		inside := claims(token)
		want := map[string]any{
			"active": true, "iss": issuer, "sub": inside["sub"], "aud": inside["aud"], "client_id": "mobile", "scope": inside["scope"],
			"token_type": "Bearer", "jti": inside["jti"], "iat": inside["iat"], "exp": inside["exp"],
		}
		if said := active(t, s.introspect(token)); !reflect.DeepEqual(said, want) || inside["jti"] == nil {
			t.Errorf("%s:\n got %v\nwant %v", dialect, said, want)
		}
		s.clock.move(24 * time.Hour)
		s.isInactive(dialect+", expired", token)
	}
}

// ID-11, TK-14: whoever the token is not for learns nothing, and neither does
// anybody of a token that is no access token for an API.
func TestID11_NobodyLearnsOfOthersTokens(t *testing.T) {
	s := asking(t)
	set := s.granted("audience", api, "scope", "openid read:orders offline_access")
	plain := s.granted()
	hs := s.browser().login(ask("audience", hsAPI, "response_type", "token"), ann, annsCode).Get("access_token")
	for name, token := range map[string]string{
		"an ID token": text(set, "id_token"), "a refresh token": text(set, "refresh_token"), "an opaque token": text(plain, "access_token"),
		"another API's token": hs, "a code": s.codes("audience", api)(), "garbage": "garbage", "an altered token": text(set, "access_token") + "A",
	} {
		s.isInactive(name, token)
	}
	hsAsks := []string{"client_id", hsAPI, "client_secret", "another secret of thirty-two bytes"}
	s.isInactive("the other API asks", text(set, "access_token"), hsAsks...)
	active(t, s.introspect(hs, hsAsks...))
	s.isInactive("a client without a grant asks", text(set, "access_token"), "client_id", "twin", "client_secret", "twins-secret")
	active(t, s.introspect(text(set, "access_token"), "client_id", "web", "client_secret", websSecret))
}

// ID-11: a caller proves who it is, by the rules for clients.
func TestID11_CallersAuthenticate(t *testing.T) {
	s := asking(t)
	token := text(s.granted("audience", api), "access_token")
	for name, more := range map[string][]string{
		"no secret": {"client_secret", ""}, "a wrong secret": {"client_secret", "x"}, "nobody": {"client_id", ""}, "an API without a secret": {"client_id", issuer + "userinfo"},
		"a public client": {"client_id", "mobile", "client_secret", ""}, "another API's secret": {"client_id", hsAPI},
	} {
		if r := s.introspect(token, more...); !isError(r, http.StatusUnauthorized, "invalid_client") {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
	if r := s.introspect(""); !isError(r, http.StatusBadRequest, "invalid_request") {
		t.Errorf("no token: %d %s", r.StatusCode, r.body)
	}
	if r := s.token("grant_type", "client_credentials", "client_id", api, "client_secret", apisSecret, "audience", api); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("an API is a client elsewhere: %d %s", r.StatusCode, r.body)
	}
	b := s.browser()
	if r := b.get("/oauth/introspect?token=" + token); r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", r.StatusCode)
	}
	basic := b.request(http.MethodPost, "/oauth/introspect", strings.NewReader(form("token", token).Encode()))
	basic.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	basic.SetBasicAuth(formEncoded(api), formEncoded(apisSecret))
	active(t, b.send(basic))
}

func formEncoded(text string) string { return strings.TrimPrefix(form("x", text).Encode(), "x=") }

// ID-13, TK-06, AZ-25: revocation shows at once, and so does a client that is gone.
func TestID13_RevokedTokensAreInactive(t *testing.T) {
	s := asking(t)
	set := s.granted("audience", api)
	token := text(set, "access_token")
	active(t, s.introspect(token))
	s.revoke("client_id", "mobile", "token", text(set, "refresh_token"))
	s.isInactive("its authorization was revoked", token)

	code := s.codes("audience", api)()
	used := text(tokenSet(t, s.redeem(code)), "access_token")
	active(t, s.introspect(used))
	s.redeem(code)
	s.isInactive("its code was used again", used)

	machine := text(tokenSet(t, s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api)), "access_token")
	person := text(s.granted("audience", api), "access_token")
	active(t, s.introspect(machine))
	active(t, s.introspect(person))
	s.reloaded(append(introspecting,
		setting{`client_grants: [{audience: "https://api.example.com", scope: ["read:orders"]}]`, `client_grants: [{audience: "https://hs.example.com"}]`},
		setting{"client_id: mobile", "client_id: mobile-2"})...)
	s.isInactive("its client grant is gone", machine)
	s.isInactive("its client is gone", person)
}

// What is asked often costs one read for a person's token, and nothing for others.
func TestIntrospectionReadsOnePerson(t *testing.T) {
	s := asking(t)
	person := text(s.granted("audience", api), "access_token")
	machine := text(tokenSet(t, s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api)), "access_token")
	for name, row := range map[string]struct {
		token string
		want  store.Counts
	}{"a person's": {person, store.Counts{Reads: 1}}, "a client's": {machine, store.Counts{}}, "garbage": {"garbage", store.Counts{}}} {
		if got := s.cost(func() { s.introspect(row.token) }); got != row.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
