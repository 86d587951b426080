package tokens

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/tokens/jose"
	"authd/internal/tokens/tokenstest"
)

const hmacSecret = "a secret of at least thirty-two bytes"

func withAlg(alg string) authd.Directory {
	return tokenstest.Changed(tokenstest.Directory(), func(c *authd.Client) { c.IDTokenAlg, c.Secret = tokenstest.Set(alg, "", 1), hmacSecret })
}

// ID-05, LO-03: a hint is an ID token of ours, whatever signed it. It has no
// clock: an expired one still says who is meant.
func TestID05_AHintIsAnIDTokenOfOurs(t *testing.T) {
	for _, alg := range []string{jose.RS256, jose.PS256, jose.ES256, jose.HS256} {
		t.Run(alg, func(t *testing.T) {
			dir := withAlg(alg)
			got, err := issuerOf(dir).OpenHint(mustIssue(t, dir, implicit(), ada()).IDToken)
			if want := (Hint{UserID: ada().User.ID, ClientID: "spa", SID: "sid-1"}); err != nil || got != want {
				t.Errorf("got %+v, %v; want %+v", got, err, want)
			}
		})
	}
}

// ID-05, LO-03: foreign, unsigned and altered tokens are no hints.
func TestID05_WhatIsNoHint(t *testing.T) {
	dir := tokenstest.Directory()
	good := mustIssue(t, dir, implicit(), ada())
	parts := strings.Split(good.IDToken, ".")
	otherwise := func(of authd.Directory) string { return mustIssue(t, of, implicit(), ada()).IDToken }
	foreign := tokenstest.Directory()
	foreign.Tenant.Issuer = "https://elsewhere.example/"
	renamed := tokenstest.Directory()
	renamed.Clients["gone"] = authd.Client{ID: "gone", GrantTypes: dir.Clients["spa"].GrantTypes}
	gone := mustResolve(t, dir, implicit())
	gone.ClientID = "gone"
	ofGone, err := issuerOf(renamed).Issue(gone, ada(), noon)
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"empty":                      "",
		"no token":                   "hint",
		"alg none":                   base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + ".",
		"without its signature":      parts[0] + "." + parts[1] + ".",
		"another payload":            parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"`+issuer+`","sub":"email|2","aud":"spa"}`)) + "." + parts[2],
		"another issuer":             otherwise(foreign),
		"HS256 where RS256 is set":   otherwise(withAlg(jose.HS256)),
		"a client that is gone":      ofGone.IDToken,
		"an opaque access token":     good.AccessToken,
		"an access token for an API": mustIssue(t, dir, withAudience(implicit(), tokenstest.Orders), ada()).AccessToken,
		"too long":                   strings.Repeat("a", maxToken+1),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := issuerOf(dir).OpenHint(token); !errors.Is(err, ErrInvalid) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	if _, err := issuerOf(withAlg(jose.HS256)).OpenHint(good.IDToken); !errors.Is(err, ErrInvalid) {
		t.Errorf("RS256 where HS256 is set: %v", err)
	}
}

// An API may be called like a client; its access tokens are no hints all the same.
func TestAnAccessTokenForAnAPINamedLikeAClientIsNoHint(t *testing.T) {
	dir := tokenstest.Directory()
	named := dir.APIs[tokenstest.Orders]
	named.Identifier = "spa"
	dir.APIs["spa"] = named
	request := withAudience(implicit(), "spa")
	request.Scope = nil
	token := mustIssue(t, dir, request, ada()).AccessToken
	if got, err := issuerOf(dir).OpenHint(token); !errors.Is(err, ErrInvalid) {
		t.Errorf("got %+v, %v", got, err)
	}
}
