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

// AZ-10. Modules display-page and -popup, ui-locales, claims-locales, login-hint and
// ensure-request-with-unknown-parameter-succeeds: the login page is shown, and in
// the end there are tokens.
func TestConformance_ParametersThatOnlyHelp(t *testing.T) {
	s := newSystem(t)
	for name, row := range map[string]struct {
		with []string
		page string
	}{
		"display=page": {[]string{"display", "page"}, `<html lang="en"`}, "display=popup": {[]string{"display", "popup"}, `<html lang="en"`},
		"an unknown display": {[]string{"display", "tv"}, `<html lang="en"`}, "claims_locales": {[]string{"claims_locales", "se"}, `<html lang="en"`},
		"an unknown parameter": {[]string{"extra", "foobar"}, `<html lang="en"`}, "a language nobody speaks here": {[]string{"ui_locales", "se"}, `<html lang="en"`},
		"ui_locales": {[]string{"ui_locales", "se fr-CA"}, `<html lang="fr"`}, "login_hint": {[]string{"login_hint", ann}, `value="` + ann + `"`},
	} {
		t.Run(name, func(t *testing.T) {
			b := s.browser()
			if page := b.get(b.get(ask(row.with...)).Header.Get("Location")); page.StatusCode != http.StatusOK || !strings.Contains(page.body, row.page) {
				t.Errorf("%d, without %s: %s", page.StatusCode, row.page, page.body)
			}
			if answer := b.login(ask(row.with...), ann, annsCode); answer.Get("access_token") == "" {
				t.Errorf("got %v", answer)
			}
			s.clock.move(time.Minute)
		})
	}
}
