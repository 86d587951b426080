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
