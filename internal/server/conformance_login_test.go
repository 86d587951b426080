package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// authTime is when the person of an ID token logged in.
func authTime(t *testing.T, answer url.Values) int64 {
	t.Helper()
	seconds, is := claims(answer.Get("id_token"))["auth_time"].(float64)
	if !is {
		t.Fatalf("no auth_time in %v", answer)
	}
	return int64(seconds)
}

// Modules prompt-login and max-age-1: the person is asked again and auth_time
// moves.
func TestConformance_APersonIsAskedAgain(t *testing.T) {
	for name, with := range map[string][]string{"prompt=login": {"prompt", "login"}, "max_age=1": {"max_age", "1"}} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t)
			b := s.browser()
			first := b.login(ask("max_age", "10000"), ann, annsCode)
			s.clock.move(2 * time.Second)
			again := b.login(ask(with...), ann, annsCode)
			if authTime(t, again) != authTime(t, first)+2 || claims(again.Get("id_token"))["sub"] != claims(first.Get("id_token"))["sub"] {
				t.Errorf("first %d, then %d", authTime(t, first), authTime(t, again))
			}
		})
	}
}

// Modules max-age-10000, prompt-none-logged-in and id-token-hint: nobody is asked,
// and the login is the one before.
func TestConformance_NobodyIsAsked(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	first := b.login(ask("max_age", "10000"), ann, annsCode)
	for name, with := range map[string][]string{
		"max_age=10000":            {"max_age", "10000"},
		"prompt=none":              {"prompt", "none", "max_age", "10000"},
		"id_token_hint":            {"prompt", "none", "max_age", "10000", "id_token_hint", first.Get("id_token")},
		"auth_time asked by claim": {"claims", `{"id_token":{"auth_time":{"essential":true}}}`},
	} {
		s.clock.move(time.Second)
		again := s.fragment(b.get(ask(with...)))
		if authTime(t, again) != authTime(t, first) || claims(again.Get("id_token"))["sub"] != claims(first.Get("id_token"))["sub"] {
			t.Errorf("%s: %v", name, again)
		}
	}
}

// Module prompt-none-not-logged-in, and a session that does not do.
func TestConformance_SilenceThatCannotBe(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	bobs := s.browser().login(ask(), "bob@example.test", "535353").Get("id_token")
	if got := s.fragment(b.get(ask("prompt", "none"))); got.Get("error") != "login_required" || got.Get("state") != "s-1" {
		t.Errorf("without a session: %v", got)
	}
	b.login(ask(), ann, annsCode)
	s.clock.move(2 * time.Second)
	for name, with := range map[string][]string{"another person": {"id_token_hint", bobs}, "too old": {"max_age", "1"}} {
		if got := s.fragment(b.get(ask(append(with, "prompt", "none")...))); got.Get("error") != "login_required" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Modules codereuse and codereuse-30seconds: the second use is refused, and so is
// the access token at /userinfo afterwards.
func TestConformance_ACodeIsUsedAgain(t *testing.T) {
	for name, later := range map[string]time.Duration{"at once": 0, "after 30 seconds": 30 * time.Second} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t)
			code := s.codes()()
			set := tokenSet(t, s.redeem(code))
			s.info(text(set, "access_token"))
			s.clock.move(later)
			if r := s.redeem(code); !isError(r, http.StatusBadRequest, "invalid_grant") {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
			if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusUnauthorized {
				t.Errorf("the access token still works: %d", r.StatusCode)
			}
		})
	}
}

// Module refresh-token: new tokens are about the same person and login, and
// answers of the token endpoint are never cached. A client uses its own alone.
func TestConformance_RefreshTokens(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	code := answerIn(t, b.get(ask("client_id", "twin", "response_type", "code", "scope", "openid offline_access", "prompt", "consent", "max_age", "600"))).Get("code")
	secret := []string{"client_id", "twin", "client_secret", "twins-secret"}
	first := s.redeem(code, secret...)
	s.clock.move(time.Minute)
	again := s.token(append([]string{"grant_type", "refresh_token", "refresh_token", text(tokenSet(t, first), "refresh_token")}, secret...)...)
	was, is := claims(text(tokenSet(t, first), "id_token")), claims(text(tokenSet(t, again), "id_token"))
	for _, name := range []string{"iss", "sub", "aud", "auth_time"} {
		if was[name] == nil || was[name] != is[name] {
			t.Errorf("%s was %v and is %v", name, was[name], is[name])
		}
	}
	if is["iat"].(float64) <= was["iat"].(float64) {
		t.Errorf("iat %v after %v", is["iat"], was["iat"])
	}
	for _, r := range []reply{first, again} {
		if !strings.Contains(r.Header.Get("Cache-Control"), "no-store") || r.Header.Get("Pragma") != "no-cache" {
			t.Errorf("%v", r.Header)
		}
	}
	r := s.token("grant_type", "refresh_token", "refresh_token", text(tokenSet(t, again), "refresh_token"), "client_id", "mobile")
	if !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("another client: %d %s", r.StatusCode, r.body)
	}
}
