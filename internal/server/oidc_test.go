package server

import (
	"context"
	"net/http"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
)

// The tests of this file let an independent library read what the server says.

func (s *system) provider() (*oidc.Provider, context.Context) {
	s.t.Helper()
	ctx := oidc.ClientContext(context.Background(), &http.Client{Transport: s})
	p, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		s.t.Fatal(err)
	}
	return p, ctx
}

// verifyAsAPI checks an access token as an API does: signature, issuer,
// audience, expiry.
func (s *system) verifyAsAPI(token, audience string) {
	s.t.Helper()
	p, ctx := s.provider()
	if _, err := p.Verifier(&oidc.Config{ClientID: audience, Now: s.clock.Now}).Verify(ctx, token); err != nil {
		s.t.Errorf("the API refuses the token: %v", err)
	}
}

func TestGoOIDCVerifiesTheIDToken(t *testing.T) {
	s := newSystem(t)
	answer := s.tokens("max_age", "0")
	p, ctx := s.provider()
	token, err := p.Verifier(&oidc.Config{ClientID: "spa", Now: s.clock.Now}).Verify(ctx, answer.Get("id_token"))
	if err != nil {
		t.Fatal(err)
	}
	if token.Nonce != "n-1" {
		t.Errorf("nonce %q", token.Nonce)
	}
	if err := token.VerifyAccessToken(answer.Get("access_token")); err != nil {
		t.Errorf("at_hash: %v", err)
	}
	var c struct {
		Email         string `json:"email"`
		EmailVerified bool   `json:"email_verified"`
		SID           string `json:"sid"`
		AuthTime      int64  `json:"auth_time"`
		Name          string `json:"name"`
	}
	if err := token.Claims(&c); err != nil {
		t.Fatal(err)
	}
	if c.Email != ann || !c.EmailVerified || c.SID == "" || c.AuthTime != s.clock.Now().Unix() || c.Name == "" {
		t.Errorf("claims %+v", c)
	}
}

func TestGoOIDCRefusesAnAlteredIDToken(t *testing.T) {
	s := newSystem(t)
	token := s.tokens().Get("id_token")
	p, ctx := s.provider()
	verifier := p.Verifier(&oidc.Config{ClientID: "spa", Now: s.clock.Now})
	last := token[len(token)-5]
	other := byte('A')
	if last == other {
		other = 'B'
	}
	if _, err := verifier.Verify(ctx, token[:len(token)-5]+string(other)+token[len(token)-4:]); err == nil {
		t.Error("an altered signature was accepted")
	}
}
