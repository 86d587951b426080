package server

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// ID-06, ID-04: what was asked for by name stays with a code and with what is
// refreshed.
func TestConformance_ClaimsOutliveARefresh(t *testing.T) {
	s := newSystem(t)
	s.everything()
	set := s.granted("scope", "openid offline_access", "acr_values", "x", "claims", `{"userinfo":{"name":null},"id_token":{"email":null}}`)
	again := tokenSet(t, s.refresh(text(set, "refresh_token")))
	for name, set := range map[string]map[string]any{"first": set, "refreshed": again} {
		id, info := claims(text(set, "id_token")), s.info(text(set, "access_token"))
		if id["acr"] != "1" || id["email"] != ann || id["name"] != nil || info["name"] != "Ann Example" || info["email"] != nil {
			t.Errorf("the %s tokens say %v and %v", name, id, info)
		}
	}
}

// A token says which claims /userinfo is to add only where /userinfo takes it, and
// one that nobody asked for claims with says nothing.
func TestConformance_ClaimsInAccessTokens(t *testing.T) {
	s := newSystem(t)
	const wishes = `{"userinfo":{"name":null}}`
	for name, row := range map[string]struct {
		with []string
		want any
	}{
		"for an API and /userinfo":         {[]string{"audience", api, "claims", wishes}, "name"},
		"for an API that keeps it secret":  {[]string{"audience", "https://hs.example.com", "claims", wishes}, nil},
		"without openid":                   {[]string{"audience", api, "response_type", "token", "scope", "read:orders", "claims", wishes}, nil},
		"without claims":                   {[]string{"audience", api}, nil},
		"with claims of the ID token only": {[]string{"audience", api, "claims", `{"id_token":{"name":null}}`}, nil},
	} {
		said := claims(s.tokens(row.with...).Get("access_token"))
		if got, is := said["claims"]; got != row.want || is != (row.want != nil) || said["sub"] == nil {
			t.Errorf("%s: the access token says %v", name, said)
		}
	}
}

// ID-04, OIDC Core §5.5.1.1: an essential acr that there is not is a login that
// failed, whatever it is; others are wishes.
func TestConformance_AnACRThatIsAskedFor(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	for wish, want := range map[string]string{
		`{"values":["urn:other"]}`:                      "",
		`{"value":1}`:                                   "",
		`{"essential":true}`:                            "",
		`{"essential":true,"values":["urn:other","1"]}`: "",
		`{"essential":true,"value":"urn:other"}`:        "unmet_authentication_requirements",
		`{"essential":true,"value":1}`:                  "unmet_authentication_requirements",
	} {
		for _, prompt := range []string{"-", "none"} {
			got := s.fragment(b.get(ask("prompt", prompt, "claims", `{"id_token":{"acr":`+wish+`}}`)))
			if got.Get("error") != want || got.Get("state") != "s-1" || want == "" && claims(got.Get("id_token"))["acr"] != "1" {
				t.Errorf("%s, prompt %s: %v", wish, prompt, got)
			}
		}
	}
}

// ID-06, OIDC Core §5.5.1: a sub that is asked for is like a hint, also one of
// several; and it goes together with the hint.
func TestConformance_ASubThatIsAskedFor(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	anns := b.login(ask(), ann, annsCode).Get("id_token")
	sub := claims(anns)["sub"].(string)
	other := claims(s.browser().login(ask(), "bob@example.test", "535353").Get("id_token"))["sub"].(string)
	s.clock.move(time.Second) // or the logins above would count as made for what follows
	wanting := func(wish string) string { return `{"id_token":{"sub":` + wish + `}}` }
	for name, row := range map[string]struct {
		with []string
		want string
	}{
		"the one who is logged in":          {[]string{"claims", wanting(`{"value":"` + sub + `"}`)}, ""},
		"one of several":                    {[]string{"claims", wanting(`{"values":["` + other + `","` + sub + `"]}`)}, ""},
		"anyone":                            {[]string{"claims", wanting(`null`)}, ""},
		"another":                           {[]string{"claims", wanting(`{"value":"` + other + `"}`)}, "login_required"},
		"nobody":                            {[]string{"claims", wanting(`{"values":[]}`)}, "login_required"},
		"another than the hint":             {[]string{"claims", wanting(`{"value":"` + other + `"}`), "id_token_hint", anns}, "invalid_request"},
		"the hint among others":             {[]string{"claims", wanting(`{"values":["` + other + `","` + sub + `"]}`), "id_token_hint", anns}, ""},
		"another for /userinfo is no limit": {[]string{"claims", `{"userinfo":{"sub":{"value":"` + other + `"}}}`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.fragment(b.get(ask(append(row.with, "prompt", "none")...)))
			if got.Get("error") != row.want || row.want == "" && claims(got.Get("id_token"))["sub"] != sub {
				t.Errorf("got %v, want %q", got, row.want)
			}
		})
	}
	request := ask("claims", wanting(`{"value":"`+other+`"}`))
	if got := b.login(request, ann, annsCode); got.Get("error") != "login_required" {
		t.Errorf("ann logged in in place of bob: %v", got)
	}
	s.clock.move(time.Second)
	if got := b.login(request, "bob@example.test", "535353"); claims(got.Get("id_token"))["sub"] != other {
		t.Errorf("bob was refused: %v", got)
	}
}

// JW-13: what a person is known by, and what a request asks for, touches nothing
// that the server says itself.
func TestJW13_NobodySetsWhatTheServerSays(t *testing.T) {
	const everyone = `{"essential":true,"value":"forged"}`
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	before := claims(s.fragment(b.get(ask())).Get("id_token"))
	access := claims(s.fragment(b.get(ask("audience", api))).Get("access_token"))
	for _, name := range []string{"iss", "aud", "exp", "iat", "azp", "nonce", "at_hash", "c_hash", "cnf", "sid", "client_id", "scope", "jti", "claims"} {
		wishes := `{"id_token":{"` + name + `":` + everyone + `},"userinfo":{"` + name + `":` + everyone + `}}`
		answer := s.fragment(b.get(ask("claims", wishes, "audience", api)))
		id, after := claims(answer.Get("id_token")), claims(answer.Get("access_token"))
		id["at_hash"] = before["at_hash"] // of another access token
		if !reflect.DeepEqual(id, before) || !reflect.DeepEqual(after, access) {
			t.Errorf("%s: the ID token says %v, the access token %v", name, id, after)
		}
		if info := s.info(answer.Get("access_token")); info[name] != nil {
			t.Errorf("%s: /userinfo says %v", name, info)
		}
	}
}

// ID-09: claims obey consent. What is asked for one by one is asked of the person in
// the words of the scope that would release it.
func TestConformance_ClaimsObeyConsent(t *testing.T) {
	s := newSystem(t, stranger)
	b := s.browser()
	plain := b.answered(b.asked(strangers("scope", "openid")), "allow")
	if plain.Get("access_token") == "" {
		t.Fatalf("got %v", plain)
	}
	s.clock.move(time.Second)
	request := strangers("scope", "openid", "claims", `{"userinfo":{"email":null}}`)
	if got := s.fragment(b.get(request + "&prompt=none")); got.Get("error") != "consent_required" {
		t.Errorf("a claim nobody allowed: %v", got)
	}
	question := b.question(request)
	if page := b.get(question); !strings.Contains(page.body, "See your email address") {
		t.Errorf("the page does not say what is asked for: %s", page.body)
	}
	if got := b.answered(question, "allow"); s.info(got.Get("access_token"))["email"] != ann || got.Get("scope") != "openid" {
		t.Errorf("got %v", got)
	}
	if got := s.fragment(b.get(request + "&prompt=none")); got.Get("error") != "" {
		t.Errorf("asked again: %v", got)
	}
}

// RT-07: a claim that nobody allowed is not refreshed, once the client needs
// consent.
func TestConformance_RefreshedClaimsObeyConsent(t *testing.T) {
	s := newSystem(t)
	set := s.granted("claims", `{"userinfo":{"phone_number":null}}`)
	s.reconfigure(func(d *authd.Directory) {
		c := d.Clients["mobile"]
		c.FirstParty = false
		d.Clients["mobile"] = c
	})
	sub, _ := claims(text(set, "id_token"))["sub"].(string)
	allow := func(scope string) {
		t.Helper()
		if err := s.store.PutConsent(t.Context(), authd.Consent{UserID: sub, ClientID: "mobile", Scope: oauth.ParseScope(scope), GivenAt: s.clock.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	allow(text(set, "scope"))
	if r := s.refresh(text(set, "refresh_token")); !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	allow("phone")
	tokenSet(t, s.refresh(text(set, "refresh_token")))
}
