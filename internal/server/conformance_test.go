package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
)

// Behaviours that the OpenID Foundation's plans look at, each named after its
// module.

// everything is a person of whom all is known, with ann's address.
func (s *system) everything() {
	s.t.Helper()
	u := s.user(ann)
	u.Name, u.Nickname, u.Picture, u.PhoneNumber, u.PhoneVerified = "Ann Example", "ann", "https://example.test/ann.png", "+14155550123", true
	u.Profile = authd.Profile{
		GivenName: "Ann", FamilyName: "Example", MiddleName: "B.", PreferredUsername: "ann", Profile: "https://example.test/ann", Website: "https://ann.example.test/",
		Gender: "female", Birthdate: "2000-01-31", Zoneinfo: "Europe/Paris", Locale: "fr-FR", Address: authd.Address{Formatted: "1 Example Street", Country: "France"},
	}
	if err := s.store.CreateUser(s.t.Context(), u); err != nil {
		s.t.Fatal(err)
	}
}

func (s *system) info(token string) map[string]any {
	s.t.Helper()
	r := s.userinfo(token)
	var claims map[string]any
	if err := json.Unmarshal([]byte(r.body), &claims); err != nil || r.StatusCode != http.StatusOK {
		s.t.Fatalf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	return claims
}

var strictly = setting{"tenant: {friendly_name: Test}", "tenant: {friendly_name: Test, oidc_strict: true}"}

func TestConformance_ScopeAll(t *testing.T) {
	s := newSystem(t, strictly)
	s.everything()
	answer := s.tokens("scope", "address phone openid email profile") // in whatever order
	for where, claims := range map[string]map[string]any{"/userinfo": s.info(answer.Get("access_token")), "the ID token": claims(answer.Get("id_token"))} {
		for _, name := range []string{
			"sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website", "gender",
			"birthdate", "zoneinfo", "locale", "updated_at", "email", "email_verified", "address", "phone_number", "phone_number_verified",
		} {
			if _, is := claims[name]; !is {
				t.Errorf("%s lacks %s", where, name)
			}
		}
		if _, number := claims["updated_at"].(float64); !number || claims["email_verified"] != true || claims["address"].(map[string]any)["country"] != "France" {
			t.Errorf("%s says %v", where, claims)
		}
	}
}

func TestConformance_ClaimsEssential(t *testing.T) {
	s := newSystem(t)
	s.everything()
	const wishes = `{"userinfo":{"name":{"essential":true},"unknown":null},"id_token":{"email":null,"auth_time":{"essential":true}}}`
	answer := s.tokens("scope", "openid", "claims", wishes)
	info, id := s.info(answer.Get("access_token")), claims(answer.Get("id_token"))
	if info["name"] != "Ann Example" || info["email"] != nil || len(info) != 2 {
		t.Errorf("/userinfo says %v", info)
	}
	if id["email"] != ann || id["name"] != nil || id["auth_time"] == nil {
		t.Errorf("the ID token says %v", id)
	}
	s.clock.move(time.Minute)
	set := tokenSet(t, s.redeem(s.codes("scope", "openid", "claims", wishes)()))
	if info := s.info(text(set, "access_token")); info["name"] != "Ann Example" {
		t.Errorf("by a code /userinfo says %v", info)
	}
	if id := claims(text(set, "id_token")); id["email"] != ann || id["auth_time"] == nil {
		t.Errorf("by a code the ID token says %v", id)
	}
	s.clock.move(time.Minute)
	if info := s.info(s.tokens("scope", "openid", "claims", wishes, "audience", api).Get("access_token")); info["name"] != "Ann Example" {
		t.Errorf("by a JWT /userinfo says %v", info)
	}
}

func TestConformance_ACRValues(t *testing.T) {
	s := newSystem(t)
	id := claims(s.tokens("acr_values", "1 2").Get("id_token"))
	if id["acr"] != "1" || len(id["amr"].([]any)) != 1 {
		t.Errorf("the ID token says %v", id)
	}
	s.clock.move(time.Minute)
	if id := claims(text(tokenSet(t, s.redeem(s.codes("acr_values", "1")())), "id_token")); id["acr"] != "1" {
		t.Errorf("by a code the ID token says %v", id)
	}
	s.clock.move(time.Minute)
	if id := claims(s.tokens().Get("id_token")); id["acr"] != nil || id["amr"] != nil {
		t.Errorf("unasked the ID token says %v", id)
	}
	r := s.browser().get(ask("claims", `{"id_token":{"acr":{"essential":true,"value":"9"}}}`))
	if !strings.Contains(r.Header.Get("Location"), "#error=unmet_authentication_requirements") {
		t.Errorf("an acr that cannot be met: %s", r.Header.Get("Location"))
	}
}

// A session of somebody else is no answer where the request names the person.
func TestConformance_ClaimsSub(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	sub := claims(b.login(ask(), ann, annsCode).Get("id_token"))["sub"].(string)
	named := func(sub string) string {
		return ask("prompt", "none", "claims", `{"id_token":{"sub":{"value":"`+sub+`"}}}`)
	}
	if r := b.get(named(sub)); !strings.Contains(r.Header.Get("Location"), "access_token=") {
		t.Errorf("of herself: %s", r.Header.Get("Location"))
	}
	if r := b.get(named("email|other")); !strings.Contains(r.Header.Get("Location"), "#error=login_required") {
		t.Errorf("of somebody else: %s", r.Header.Get("Location"))
	}
}

// ID-14: request objects of a client without keys are told not to be supported, at
// the redirect_uri.
func TestConformance_RequestObjects(t *testing.T) {
	b := newSystem(t).browser()
	for name, code := range map[string]string{"request": "request_not_supported", "request_uri": "request_uri_not_supported"} {
		r := b.get(ask(name, "eyJhbGciOiJub25lIn0.e30."))
		if to := r.Header.Get("Location"); !strings.HasPrefix(to, callback+"#error="+code+"&") || !strings.Contains(to, "state=s-1") {
			t.Errorf("%s: %d %s", name, r.StatusCode, to)
		}
	}
}

func TestConformance_DisplayAndUnknownParameters(t *testing.T) {
	s := newSystem(t)
	for _, with := range [][]string{{"display", "page"}, {"display", "popup"}, {"claims_locales", "se"}, {"extra", "foobar"}, {"ui_locales", "se en"}, {"login_hint", ann}} {
		if answer := s.tokens(with...); answer.Get("access_token") == "" {
			t.Errorf("%v: %v", with, answer)
		}
		s.clock.move(time.Minute)
	}
}
