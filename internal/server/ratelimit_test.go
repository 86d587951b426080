package server

import (
	"net/http"
	"testing"
	"time"
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
