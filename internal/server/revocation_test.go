package server

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

// revoke posts a form to /oauth/revoke.
func (s *system) revoke(fields ...string) reply {
	s.t.Helper()
	b := s.browser()
	r := b.request(http.MethodPost, "/oauth/revoke", strings.NewReader(form(fields...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func isEmpty(r reply) bool {
	return r.StatusCode == http.StatusOK && r.body == "" && r.Header.Get("Content-Type") == ""
}

// ID-12: revoking a refresh token ends its access tokens as well, opaque and
// JWT, and nothing of another login.
func TestID12_RevokingEndsTheAuthorization(t *testing.T) {
	for name, with := range map[string][]string{"opaque": nil, "jwt": {"audience", api}} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t)
			set, other := s.granted(with...), s.granted(with...)
			for range 2 {
				if r := s.revoke("client_id", "mobile", "token", text(set, "refresh_token"), "token_type_hint", "refresh_token"); !isEmpty(r) {
					t.Errorf("%d %q %v", r.StatusCode, r.body, r.Header)
				}
			}
			refused(t, s.refresh(text(set, "refresh_token")))
			if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusUnauthorized {
				t.Errorf("its access token lives: %d", r.StatusCode)
			}
			tokenSet(t, s.refresh(text(other, "refresh_token")))
			if r := s.userinfo(text(other, "access_token")); r.StatusCode != http.StatusOK {
				t.Errorf("the other login is dead: %d", r.StatusCode)
			}
		})
	}
}

// ID-12, contract 16: what cannot be revoked is answered alike, and left
// alone.
func TestID12_WhatIsNotRevoked(t *testing.T) {
	s := newSystem(t)
	set := s.granted()
	for name, fields := range map[string][]string{
		"an unknown token":       {"client_id", "mobile", "token", "unknown"},
		"an access token":        {"client_id", "mobile", "token", text(set, "access_token"), "token_type_hint", "access_token"},
		"another client's token": {"client_id", "twin", "client_secret", "twins-secret", "token", text(set, "refresh_token")},
	} {
		if r := s.revoke(fields...); !isEmpty(r) {
			t.Errorf("%s: %d %q", name, r.StatusCode, r.body)
		}
	}
	for name, fields := range map[string][]string{
		"no client":      {"token", text(set, "refresh_token")},
		"a wrong secret": {"client_id", "twin", "client_secret", "x", "token", "x"},
		"no secret":      {"client_id", "twin", "token", "x"},
	} {
		if r := s.revoke(fields...); !isError(r, http.StatusUnauthorized, "invalid_client") {
			t.Errorf("%s: %d %q", name, r.StatusCode, r.body)
		}
	}
	if r := s.revoke("client_id", "mobile"); !isError(r, http.StatusBadRequest, "invalid_request") {
		t.Errorf("no token: %d %q", r.StatusCode, r.body)
	}
	tokenSet(t, s.refresh(text(set, "refresh_token")))
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("the access token is dead: %d", r.StatusCode)
	}
}

// contract 06, contract 14: auth0 (node) sends JSON, auth0-spa-js is preflighted
// with Auth0-Client.
func TestContract16_RevocationOnTheWire(t *testing.T) {
	s := newSystem(t)
	token := text(s.granted(), "refresh_token")
	b := s.browser()
	preflight := b.request(http.MethodOptions, "/oauth/revoke", nil)
	preflight.Header.Set("Origin", app)
	preflight.Header.Set("Access-Control-Request-Method", "POST")
	preflight.Header.Set("Access-Control-Request-Headers", "auth0-client,content-type")
	if r := b.send(preflight); r.Header.Get("Access-Control-Allow-Origin") != app || !strings.Contains(r.Header.Get("Access-Control-Allow-Headers"), "Auth0-Client") {
		t.Errorf("preflight: %d %v", r.StatusCode, r.Header)
	}
	r := b.call("/oauth/revoke", `{"client_id":"mobile","token":"`+token+`"}`)
	if !isEmpty(r) || r.Header.Get("Access-Control-Allow-Origin") != app {
		t.Errorf("%d %q %v", r.StatusCode, r.body, r.Header)
	}
	refused(t, s.refresh(token))
}

// RE-19: a revoked access token stays dead as long as it was made to live, also
// when lifetimes are shorter by then and expired rows were swept.
func TestRE19_ARevocationOutlivesShorterLifetimes(t *testing.T) {
	long := setting{"token_lifetime: 86400", "token_lifetime: 864000"}
	for name, shorten := range map[string]func(*system){
		"by a reload": func(s *system) { s.reloaded() },
		"by a restart": func(s *system) {
			s.Close()
			s.options.Config = s.changed()
			again, err := Open(context.Background(), s.options)
			if err != nil {
				t.Fatal(err)
			}
			s.Server = again
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t, long)
			set, other := s.granted("audience", api), s.granted("audience", api)
			shorten(s)
			s.revoke("client_id", "mobile", "token", text(set, "refresh_token"))
			s.clock.move(10*24*time.Hour - time.Second)
			s.sweep(t.Context())
			if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusUnauthorized {
				t.Errorf("the revoked token lives again: %d", r.StatusCode)
			}
			if r := s.userinfo(text(other, "access_token")); r.StatusCode != http.StatusOK {
				t.Errorf("the other token is dead before its time: %d", r.StatusCode)
			}
		})
	}
}
