package server

import (
	"net/http"
	"strings"
	"testing"
)

const otherAPI = "https://hs.example.com"

// AZ-31: resource is another word for audience, at both endpoints.
func TestAZ31_ResourceEarnsTheAudience(t *testing.T) {
	s := newSystem(t)
	s.verifyAsAPI(s.tokens("resource", api).Get("access_token"), api)
	s.verifyAsAPI(text(tokenSet(t, s.redeem(s.codes("resource", api)())), "access_token"), api)
	s.verifyAsAPI(text(tokenSet(t, s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "resource", api)), "access_token"), api)
	s.startFor("otp", ann)
	set := tokenSet(t, s.otp(annsCode, "resource", api, "scope", "openid offline_access"))
	s.verifyAsAPI(text(set, "access_token"), api)
	again := tokenSet(t, s.token("grant_type", "refresh_token", "client_id", "otp", "refresh_token", text(set, "refresh_token")))
	s.verifyAsAPI(text(again, "access_token"), api)
}

// AZ-31: at /authorize a wrong resource is told to the client.
func TestAZ31_WrongResourceAtAuthorize(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	for name, with := range map[string][]string{
		"unknown":                   {"resource", "https://nowhere.test"},
		"a fragment":                {"resource", api + "#x"},
		"another API than audience": {"resource", api, "audience", otherAPI},
	} {
		if v := s.fragment(b.get(ask(with...))); v.Get("error") != "invalid_target" || v.Get("access_token") != "" {
			t.Errorf("%s: %v", name, v)
		}
	}
	twice := s.fragment(b.get(ask("resource", api) + "&resource=" + otherAPI))
	if twice.Get("error") != "invalid_request" || !strings.Contains(twice.Get("error_description"), "resource") {
		t.Errorf("twice: %v", twice)
	}
}

// AZ-31: what was granted may be named again, and is never widened, whether the
// first request named an API or not.
func TestAZ31_TheTokenStepDoesNotWiden(t *testing.T) {
	s := newSystem(t)
	for name, row := range map[string]struct {
		granted, resource string
		refused           bool
	}{
		"the same API":               {api, api, false},
		"/userinfo, granted with it": {api, issuer + "userinfo", false},
		"another API":                {api, otherAPI, true},
		"an API after none":          {"", api, true},
	} {
		t.Run(name, func(t *testing.T) {
			var with []string
			if row.granted != "" {
				with = []string{"resource", row.granted}
			}
			r := s.redeem(s.codes(with...)(), "resource", row.resource)
			if row.refused != isError(r, http.StatusBadRequest, "invalid_target") || !row.refused && r.StatusCode != http.StatusOK {
				t.Errorf("code: %d %s", r.StatusCode, r.body)
			}
			token := text(s.granted(with...), "refresh_token")
			r = s.refresh(token, "resource", row.resource)
			if row.refused != isError(r, http.StatusBadRequest, "invalid_target") || !row.refused && r.StatusCode != http.StatusOK {
				t.Errorf("refresh: %d %s", r.StatusCode, r.body)
			}
			if row.refused {
				tokenSet(t, s.refresh(token)) // a refusal costs nothing
			}
		})
	}
	r := s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "resource", otherAPI, "audience", api)
	if !isError(r, http.StatusBadRequest, "invalid_target") {
		t.Errorf("client_credentials: %d %s", r.StatusCode, r.body)
	}
}
