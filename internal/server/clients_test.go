package server

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	modOAuth2 = "golang.org/x/oauth2"
	modOIDC   = "github.com/coreos/go-oidc/v3"
)

// goClients are the flows of Go's clients, each a row of the table of clients in
// docs/auth0-compatibility.md.
var goClients = []struct {
	module, flow string
	run          func(*testing.T, *system)
}{
	{modOAuth2, "code with PKCE and a secret", redeemsWithASecret},
	{modOAuth2, "code with PKCE and no secret", redeemsWithoutASecret},
	{modOAuth2, "refresh token", refreshes},
	{modOAuth2, "client credentials", actsForItself},
	{modOIDC, "discovery and userinfo and ID tokens with their hashes", verifies},
}

func TestGoClients(t *testing.T) {
	var rows []string
	for _, c := range goClients {
		t.Run(c.module+": "+c.flow, func(t *testing.T) { c.run(t, newSystem(t)) })
		rows = append(rows, "| "+c.module+" | "+version(t, c.module)+" | "+c.flow+" |")
	}
	documented := regexp.MustCompile(`(?m)^\| (?:golang\.org|github\.com)/.*$`).FindAllString(file(t, "docs/auth0-compatibility.md"), -1)
	slices.Sort(rows)
	slices.Sort(documented)
	if !slices.Equal(documented, rows) {
		t.Errorf("the table in docs/auth0-compatibility.md has\n%s\nand not\n%s", strings.Join(documented, "\n"), strings.Join(rows, "\n"))
	}
}

// version is what go.mod requires of a module.
func version(t *testing.T, module string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^\s*` + regexp.QuoteMeta(module) + ` (\S+)`).FindStringSubmatch(file(t, "go.mod"))
	if found == nil {
		t.Fatalf("go.mod does not require %s", module)
	}
	return found[1]
}

func file(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile("../../" + path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// goClient is x/oauth2 with what discovery says, for a client of the test settings.
func (s *system) goClient(id, secret string, scopes ...string) (oauth2.Config, *oidc.Provider, context.Context) {
	s.t.Helper()
	p, ctx := s.provider()
	return oauth2.Config{ClientID: id, ClientSecret: secret, Endpoint: p.Endpoint(), RedirectURL: callback, Scopes: append(scopes, oidc.ScopeOpenID)}, p, ctx
}

// exchange logs ann in and redeems the code; again redeems it once more.
func (s *system) exchange(ctx context.Context, c oauth2.Config) (*oauth2.Token, func() error) {
	s.t.Helper()
	b, pkce := s.browser(), oauth2.GenerateVerifier()
	b.login(ask(), ann, annsCode)
	at := strings.TrimPrefix(c.AuthCodeURL("s-1", oauth2.S256ChallengeOption(pkce), oidc.Nonce("n-1")), strings.TrimSuffix(issuer, "/"))
	answer := answerIn(s.t, b.get(at))
	token, err := c.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(pkce))
	if err != nil || answer.Get("state") != "s-1" {
		s.t.Fatalf("%v, state %q", err, answer.Get("state"))
	}
	return token, func() error {
		_, err := c.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(pkce))
		return err
	}
}

// contract 07: x/oauth2 does not know how a client authenticates. It tries a
// header first and then the body, with the same code.
func redeemsWithASecret(t *testing.T, s *system) {
	for name, style := range map[string]oauth2.AuthStyle{"found out": oauth2.AuthStyleAutoDetect, "header": oauth2.AuthStyleInHeader, "body": oauth2.AuthStyleInParams} {
		c, _, ctx := s.goClient("web", websSecret)
		c.Endpoint.AuthStyle = style
		token, again := s.exchange(ctx, c)
		if token.AccessToken == "" || token.ExpiresIn != 86400 {
			t.Errorf("%s: %+v", name, token)
		}
		if err := again(); err == nil || !strings.Contains(err.Error(), "invalid_grant") {
			t.Errorf("%s, a second time: %v", name, err)
		}
	}
}

// contract 07: a client without a secret begins with a header as well.
func redeemsWithoutASecret(t *testing.T, s *system) {
	c, _, ctx := s.goClient("code-only", "")
	if token, _ := s.exchange(ctx, c); token.AccessToken == "" {
		t.Errorf("%+v", token)
	}
}

func refreshes(t *testing.T, s *system) {
	c, p, ctx := s.goClient("mobile", "", "offline_access", "email")
	first, _ := s.exchange(ctx, c)
	next, err := c.TokenSource(ctx, &oauth2.Token{RefreshToken: first.RefreshToken}).Token()
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := next.Extra("id_token").(string)
	if _, err := p.Verifier(&oidc.Config{ClientID: "mobile", Now: s.clock.Now}).Verify(ctx, raw); err != nil || next.RefreshToken == "" || next.RefreshToken == first.RefreshToken {
		t.Errorf("%v %+v", err, next)
	}
}

func actsForItself(t *testing.T, s *system) {
	p, ctx := s.provider()
	c := clientcredentials.Config{ClientID: "web", ClientSecret: websSecret, TokenURL: p.Endpoint().TokenURL, EndpointParams: form("audience", api)}
	token, err := c.Token(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.verifyAsAPI(token.AccessToken, api)
}

func verifies(t *testing.T, s *system) {
	c, p, ctx := s.goClient("web", websSecret, "email")
	token, _ := s.exchange(ctx, c)
	raw, _ := token.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{ClientID: "web", Now: s.clock.Now}).Verify(ctx, raw)
	if err != nil || id.Nonce != "n-1" {
		t.Fatalf("%v %+v", err, id)
	}
	if err := id.VerifyAccessToken(token.AccessToken); err != nil {
		t.Error(err)
	}
	if info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token)); err != nil || info.Email != ann {
		t.Errorf("%+v, %v", info, err)
	}
}
