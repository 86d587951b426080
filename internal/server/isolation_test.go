package server

import (
	"net/http"
	"strings"
	"testing"
)

// as is how a client says who it is.
func as(clientID string) []string {
	secrets := map[string]string{"web": websSecret, "twin": "twins-secret"}
	if secret := secrets[clientID]; secret != "" {
		return []string{"client_id", clientID, "client_secret", secret}
	}
	return []string{"client_id", clientID}
}

// A possession is what one client was given and another sends.
type possession struct {
	owner, other string
	given        func() string
	works        func(by, text string) bool
}

// possessions are all things a client can be given that name it.
func (s *system) possessions() map[string]possession {
	ok := func(r reply) bool { return r.StatusCode == http.StatusOK }
	registered := map[string]registered{"one": s.register(redirects), "two": s.register(redirects)}
	return map[string]possession{
		"a code": {"web", "twin", s.codes(), func(by, text string) bool {
			return ok(s.token(append(as(by), "grant_type", "authorization_code", "code", text, "redirect_uri", callback)...))
		}},
		"a refresh token": {"mobile", "twin", func() string { return text(s.granted(), "refresh_token") }, func(by, text string) bool {
			return ok(s.token(append(as(by), "grant_type", "refresh_token", "refresh_token", text)...))
		}},
		"a refresh token, to revoke it": {"mobile", "twin", func() string { return text(s.granted(), "refresh_token") }, func(by, text string) bool {
			s.revoke(append(as(by), "token", text)...)
			return !ok(s.refresh(text))
		}},
		"a one-time code": {"otp", "web", func() string { s.startFor("otp", ann); return annsCode }, func(by, text string) bool {
			return ok(s.token(append(as(by), "grant_type", otpGrant, "realm", "email", "username", ann, "otp", text)...))
		}},
		"a device code": {"tv", "stranger-tv", func() string { d := s.device("tv"); s.allowed(d); return d.DeviceCode }, func(by, text string) bool {
			return ok(s.token(append(as(by), "grant_type", deviceGrant, "device_code", text)...))
		}},
		"a pushed request": {"web", "twin", func() string { return s.pushed() }, func(by, text string) bool {
			return s.browser().get(strings.Replace(text, "client_id=web", "client_id="+by, 1)).StatusCode != http.StatusBadRequest
		}},
		"a registration": {"one", "two", func() string { return registered["one"].path() }, func(by, path string) bool {
			return ok(s.onRegistry(http.MethodGet, path, registered[by].Token, ""))
		}},
		"an access token, to ask about it": {"web", "twin", func() string { return text(s.granted("audience", api), "access_token") }, func(by, text string) bool {
			return s.introspect(text, as(by)...).body != inactive
		}},
	}
}

// AD-02: there is one tenant, and within it nothing of one client's is any use to
// another that proves who it is.
func TestAD02_NothingOfOneClientServesAnother(t *testing.T) {
	s := newSystem(t, append(registering, devices)...)
	for name, p := range s.possessions() {
		if p.works(p.other, p.given()) {
			t.Errorf("%s of %s serves %s", name, p.owner, p.other)
		}
		if !p.works(p.owner, p.given()) {
			t.Errorf("%s does not serve %s either", name, p.owner)
		}
	}
}
