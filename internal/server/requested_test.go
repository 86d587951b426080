package server

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// A wisher asks one flow for tokens with expires_in=ask and says what came:
// expires_in, or the error.
type wisher func(ask string) string

// wishers are all ways to tokens that know expires_in, each of a client that may
// use it.
func (s *system) wishers() map[string]wisher {
	b := s.browser()
	b.login(ask(), ann, annsCode)
	front := func(with ...string) wisher {
		return func(wish string) string { return outcome(answerIn(s.t, b.get(ask(with...)+wishing(wish)))) }
	}
	back := func(r reply) string {
		return outcome(flatten(s.t, r.body))
	}
	pkce := []string{"client_id", "mobile", "response_type", "code", "scope", online, "code_challenge", challenge, "code_challenge_method", "S256"}
	code := func() string { return answerIn(s.t, b.get(ask(pkce...))).Get("code") }
	redeem := func(code string, more ...string) reply {
		return s.redeem(code, append([]string{"client_id", "mobile", "client_secret", "-", "code_verifier", verifier}, more...)...)
	}
	wishAt := func(wish string) []string {
		if wish == "" {
			return nil
		}
		return []string{"expires_in", wish}
	}
	refreshToken := text(tokenSet(s.t, redeem(code())), "refresh_token")
	return map[string]wisher{
		"implicit": front(),
		"hybrid":   front("client_id", "web", "response_type", "code token"),
		"silent": func(wish string) string {
			_, message, _ := strings.Cut(b.get(silent()+wishing(wish)).body, `"response":`)
			return outcome(flatten(s.t, message))
		},
		"a code asked for": func(wish string) string {
			answer := answerIn(s.t, b.get(ask(pkce...)+wishing(wish)))
			if answer.Has("error") {
				return answer.Get("error")
			}
			return back(redeem(answer.Get("code")))
		},
		"a code redeemed": func(wish string) string { return back(redeem(code(), wishAt(wish)...)) },
		"refresh": func(wish string) string {
			return back(s.refresh(refreshToken, wishAt(wish)...))
		},
		"client_credentials": func(wish string) string {
			return back(s.token(append([]string{"grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api}, wishAt(wish)...)...))
		},
		"one-time code": func(wish string) string {
			s.startFor("otp", ann)
			return back(s.otp(annsCode, wishAt(wish)...))
		},
	}
}

// flatten reads the JSON object that text begins with, as a fragment is read.
func flatten(t testing.TB, text string) url.Values {
	t.Helper()
	var object map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	v := url.Values{}
	for name, value := range object {
		v.Set(name, fmt.Sprint(value))
	}
	return v
}

func wishing(seconds string) string {
	if seconds == "" {
		return ""
	}
	return "&expires_in=" + url.QueryEscape(seconds)
}

func outcome(answer url.Values) string {
	if answer.Has("error") {
		return answer.Get("error")
	}
	return answer.Get("expires_in")
}

var mobileMayAsk = setting{"    app_type: native\n", "    app_type: native\n    allow_requested_lifetime: true\n"}

// A request may shorten the life of its tokens on every way to them, and never
// lengthen it; what is no number of seconds is refused.
func TestARequestedLifetimeOnEveryFlow(t *testing.T) {
	s := newSystem(t, mobileMayAsk)
	for name, wish := range s.wishers() {
		t.Run(name, func(t *testing.T) {
			usual := wish("")
			for ask, want := range map[string]string{
				"9": "9", "0009": "9", "2147483647": usual, "1": "1",
				"0": "invalid_request", "-1": "invalid_request", "1.5": "invalid_request", "abc": "invalid_request",
				"99999999999": "invalid_request", " 9": "invalid_request", "+9": "invalid_request", "9s": "invalid_request", "0x9": "invalid_request",
			} {
				if got := wish(ask); got != want || usual == "" {
					t.Errorf("expires_in=%s: %s, want %s", ask, got, want)
				}
			}
		})
	}
}

// A client that may not ask is told so and not passed over.
func TestARequestedLifetimeNeedsThePermission(t *testing.T) {
	s := newSystem(t, setting{"    allow_requested_lifetime: true\n", ""})
	for name, wish := range s.wishers() {
		if got := wish("9"); got != "invalid_request" {
			t.Errorf("%s: %s", name, got)
		}
		if got := wish(""); got == "" || got == "invalid_request" {
			t.Errorf("%s without a wish: %s", name, got)
		}
	}
}

// Said twice, nobody can tell which is meant (RFC 6749 §3.1, §3.2).
func TestARequestedLifetimeSaidTwice(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	if got := outcome(answerIn(t, b.get(ask()+"&expires_in=9&expires_in=9"))); got != "invalid_request" {
		t.Errorf("/authorize: %s", got)
	}
	r := b.request("POST", "/oauth/token", strings.NewReader(form("grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api).Encode()+"&expires_in=9&expires_in=9"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if got := b.send(r); !isError(got, 400, "invalid_request") {
		t.Errorf("/oauth/token: %d %s", got.StatusCode, got.body)
	}
}

// A wish that came with a login goes on for its refresh tokens.
func TestARequestedLifetimeOfALoginLastsThroughRefresh(t *testing.T) {
	s := newSystem(t, mobileMayAsk)
	set := s.granted("expires_in", "9")
	for range 2 {
		if set["expires_in"] != 9.0 {
			t.Fatalf("%v", set["expires_in"])
		}
		set = tokenSet(t, s.refresh(text(set, "refresh_token")))
	}
	if again := tokenSet(t, s.refresh(text(set, "refresh_token"), "expires_in", "90")); again["expires_in"] != 9.0 {
		t.Errorf("lengthened: %v", again["expires_in"])
	}
}
