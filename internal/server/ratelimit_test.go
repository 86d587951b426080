package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"authd/internal/store"
)

// The token endpoint is limited by address, and says so in Auth0's headers.
func TestTheTokenEndpointIsLimited(t *testing.T) {
	s := newSystem(t, setting{"token: {per_ip: []}", "token: {per_ip: 2/30s}"})
	ask := func() reply {
		return s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api)
	}
	for _, remaining := range []string{"1", "0"} {
		r := ask()
		tokenSet(t, r)
		if r.Header.Get("X-RateLimit-Limit") != "2" || r.Header.Get("X-RateLimit-Remaining") != remaining || r.Header.Get("X-RateLimit-Reset") == "" {
			t.Errorf("%v", r.Header)
		}
	}
	if r := ask(); !isError(r, http.StatusTooManyRequests, "too_many_requests") || r.Header.Get("Retry-After") != "15" || r.Header.Get("X-RateLimit-Remaining") != "0" {
		t.Errorf("%d %v %s", r.StatusCode, r.Header, r.body)
	}
	if r := s.userinfo("x"); r.StatusCode == http.StatusTooManyRequests {
		t.Error("another endpoint is limited with it")
	}
	s.clock.move(15 * time.Second)
	tokenSet(t, ask())
}

// Wherever a client shows its secret, guesses count together.
func TestGuessesAtSecretsShareOneLimit(t *testing.T) {
	s := newSystem(t, setting{"token: {per_ip: []}", "token: {per_ip: 2/30s}"})
	if r := s.revoke("client_id", "web", "client_secret", "a guess", "token", "x"); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("the first: %d %s", r.StatusCode, r.body)
	}
	s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", "a guess", "audience", api)
	start := s.browser().call("/passwordless/start", `{"client_id":"web","client_secret":"a guess","connection":"email","email":"`+ann+`"}`)
	for name, r := range map[string]reply{
		"/oauth/revoke":       s.revoke("client_id", "web", "client_secret", "a guess", "token", "x"),
		"/passwordless/start": start,
	} {
		if !isError(r, http.StatusTooManyRequests, "too_many_requests") {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
}

// CA-05: whoever guesses at a client's secret locks itself out, at every endpoint
// that takes one, and not the client at its own address; a right secret costs the
// database no write.
func TestCA05_AGuesserDoesNotLockTheClientOut(t *testing.T) {
	s := newSystem(t, setting{"token: {per_ip: []}", "token: {per_ip: [], wrong_secret_per_ip: 3/h}"})
	from := func(ip, secret string) reply {
		r := s.browser().request(http.MethodPost, "/oauth/token", strings.NewReader(form("grant_type", "client_credentials", "client_id", "web", "client_secret", secret, "audience", api).Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", ip)
		return s.browser().send(r)
	}
	cost := s.cost(func() {
		for i := range 50 {
			want := http.StatusUnauthorized
			if i >= 3 {
				want = http.StatusTooManyRequests
			}
			if r := from("198.51.100.1", "a guess"); r.StatusCode != want {
				t.Fatalf("guess %d: %d %s", i, r.StatusCode, r.body)
			}
		}
	})
	if cost != (store.Counts{}) {
		t.Errorf("guesses cost the database %+v", cost)
	}
	if r := from("198.51.100.1", websSecret); !isError(r, http.StatusTooManyRequests, "too_many_requests") || r.Header.Get("Retry-After") == "" {
		t.Errorf("the right one from there: %d %s", r.StatusCode, r.body)
	}
	cost = s.cost(func() { tokenSet(t, from("198.51.100.2", websSecret)) })
	if cost.Writes != 0 {
		t.Errorf("the right one costs %+v", cost)
	}
}

// CA-05: guesses at the three endpoints count together.
func TestCA05_OneLimitForAllEndpoints(t *testing.T) {
	s := newSystem(t, setting{"token: {per_ip: []}", "token: {per_ip: [], wrong_secret_per_ip: 3/h}"})
	ask := map[string]func(secret string) reply{
		"token": func(secret string) reply {
			return s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", secret, "audience", api)
		},
		"revoke": func(secret string) reply { return s.revoke("client_id", "web", "client_secret", secret, "token", "x") },
		"start": func(secret string) reply {
			return s.browser().call("/passwordless/start", `{"client_id":"web","client_secret":"`+secret+`","connection":"email","send":"code","email":"`+ann+`"}`)
		},
	}
	for name, once := range ask {
		if r := once("a guess"); !isError(r, http.StatusUnauthorized, "invalid_client") {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
	for name, once := range ask {
		if r := once(websSecret); !isError(r, http.StatusTooManyRequests, "too_many_requests") {
			t.Errorf("%s, locked: %d %s", name, r.StatusCode, r.body)
		}
	}
}
