package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"authd/internal/explain"
)

// The tests of this file are the questions and answers of the thread of 2017
// that began the project, one each.

// explained is what `authd explain` says expires_in will be.
func (s *system) explained(q explain.Question) string {
	s.t.Helper()
	if q.ResponseType == "" {
		q.ResponseType = "token id_token"
	}
	plan, err := explain.Plan(s.config.Directory, q)
	if err != nil {
		s.t.Fatal(err)
	}
	return strconv.Itoa(plan.ExpiresIn())
}

func TestThread_NoAudienceMeans7200AndAnOpaqueToken(t *testing.T) {
	s := newSystem(t)
	answer := s.tokens()
	if answer.Get("expires_in") != "7200" || s.explained(explain.Question{Client: "spa", Scope: "openid profile email"}) != "7200" {
		t.Errorf("expires_in %s", answer.Get("expires_in"))
	}
	token := answer.Get("access_token")
	if parts := strings.Split(token, "."); len(parts) != 5 || parts[1] != "" {
		t.Errorf("the token is not opaque: %s", token)
	}
	if r := s.userinfo(token); r.StatusCode != http.StatusOK || !strings.Contains(r.body, `"email":"ann@example.test"`) {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	s.clock.move(7200*time.Second - time.Second)
	if r := s.userinfo(token); r.StatusCode != http.StatusOK {
		t.Errorf("a second before its end: %d", r.StatusCode)
	}
	s.clock.move(time.Second)
	if r := s.userinfo(token); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("at its end: %d", r.StatusCode)
	}
}

func TestThread_TheUserinfoLifetimeIsASetting(t *testing.T) {
	s := newSystem(t, setting{"tenant: {friendly_name: Test}", "userinfo: {token_lifetime_for_web: 10}"})
	answer := s.tokens()
	if answer.Get("expires_in") != "10" || s.explained(explain.Question{Client: "spa"}) != "10" {
		t.Errorf("expires_in %s", answer.Get("expires_in"))
	}
	if r := s.userinfo(answer.Get("access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("fresh: %d", r.StatusCode)
	}
	s.clock.move(10 * time.Second)
	if r := s.userinfo(answer.Get("access_token")); r.StatusCode != http.StatusUnauthorized || !strings.Contains(r.Header.Get("WWW-Authenticate"), "invalid_token") {
		t.Errorf("after 10 seconds: %d %s", r.StatusCode, r.Header.Get("WWW-Authenticate"))
	}
}

func TestThread_JWTExpirationChangesOnlyTheIDToken(t *testing.T) {
	s := newSystem(t, setting{"name: My SPA", "jwt_configuration: {lifetime_in_seconds: 10}"})
	answer := s.tokens()
	id := claims(answer.Get("id_token"))
	if got := id["exp"].(float64) - id["iat"].(float64); got != 10 || answer.Get("expires_in") != "7200" {
		t.Errorf("ID token %v s, expires_in %s", got, answer.Get("expires_in"))
	}
}

func TestThread_AnAPIHasItsOwnLifetimeForBrowserFlows(t *testing.T) {
	s := newSystem(t)
	answer := s.tokens("audience", api, "scope", "read:orders")
	access := claims(answer.Get("access_token"))
	if answer.Get("expires_in") != "3600" || s.explained(explain.Question{Client: "spa", Audience: api}) != "3600" {
		t.Errorf("expires_in %s", answer.Get("expires_in"))
	}
	if access["aud"] != api || access["azp"] != "spa" || access["scope"] != "read:orders" || access["iss"] != issuer {
		t.Errorf("claims %v", access)
	}
}

func TestThread_AnRS256APIWithOpenIDHasTwoAudiencesAndWorksAtBoth(t *testing.T) {
	s := newSystem(t)
	answer := s.tokens("audience", api, "scope", "openid read:orders")
	audiences, _ := claims(answer.Get("access_token"))["aud"].([]any)
	if !slices.Equal(audiences, []any{api, issuer + "userinfo"}) {
		t.Errorf("aud %v", audiences)
	}
	if r := s.userinfo(answer.Get("access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	s.verifyAsAPI(answer.Get("access_token"), api)
}

func TestThread_AnHS256APIHasOneAudienceAndNoUserinfo(t *testing.T) {
	s := newSystem(t)
	answer := s.tokens("audience", "https://hs.example.com", "scope", "openid")
	if aud := claims(answer.Get("access_token"))["aud"]; aud != "https://hs.example.com" || answer.Get("expires_in") != "1800" {
		t.Errorf("aud %v, expires_in %s", aud, answer.Get("expires_in"))
	}
	if r := s.userinfo(answer.Get("access_token")); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("/userinfo: %d", r.StatusCode)
	}
}

func TestThread_UnknownScopesAreDroppedAndAFragmentHoldsNoRefreshToken(t *testing.T) {
	s := newSystem(t)
	answer := s.tokens("scope", "openid profile user_metadata app_metadata offline_access")
	if answer.Get("scope") != "openid profile" || answer.Has("refresh_token") || answer.Has("error") {
		t.Errorf("%v", answer)
	}
}

func TestThread_AnEmptyAudienceIsNone(t *testing.T) {
	answer := newSystem(t).tokens("audience", "")
	if answer.Get("expires_in") != "7200" || claims(answer.Get("access_token")) != nil {
		t.Errorf("%v", answer)
	}
}

func TestThread_AClientThatCannotSendAnAudienceHasADefaultOne(t *testing.T) {
	s := newSystem(t)
	answer := s.tokens("client_id", "deaf", "scope", "read:orders")
	if access := claims(answer.Get("access_token")); access["aud"] != api || answer.Get("expires_in") != "3600" {
		t.Errorf("%v, expires_in %s", access, answer.Get("expires_in"))
	}
	if got := s.explained(explain.Question{Client: "deaf"}); got != "3600" {
		t.Errorf("explained as %s", got)
	}
}

func TestThread_ARequestMayShortenItsTokens(t *testing.T) {
	s := newSystem(t)
	answer := s.tokens("expires_in", "5")
	if answer.Get("expires_in") != "5" || s.explained(explain.Question{Client: "spa", ExpiresIn: "5"}) != "5" {
		t.Errorf("expires_in %s", answer.Get("expires_in"))
	}
}
