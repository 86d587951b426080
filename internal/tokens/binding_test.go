package tokens

import (
	"errors"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/tokenstest"
)

func proving(r Request) Request {
	r.Key = "thumbprint"
	return r
}

// ID-17: the setting binds a token, or else the proof of the request does.
func TestID17_WhatBindsAToken(t *testing.T) {
	refused := tokenstest.Changed(tokenstest.Directory(), func(c *authd.Client) {
		c.DPoPBound = tokenstest.Set(false, "clients[spa].dpop_bound_access_tokens", 18)
	})
	const setting, proof = "clients[spa].dpop_bound_access_tokens", "DPoP proof of the request"
	for name, row := range map[string]struct {
		dir   authd.Directory
		r     Request
		value string
		by    string
		from  Origin
	}{
		"nothing":                    {tokenstest.Directory(), code(), Bearer, setting, FromDefault},
		"a proof":                    {tokenstest.Directory(), proving(code()), DPoP, proof, FromRequest},
		"the setting":                {tokenstest.DPoPBound(), code(), DPoP, setting, FromFile},
		"the setting and a proof":    {tokenstest.DPoPBound(), proving(code()), DPoP, setting, FromFile},
		"a setting that demands not": {refused, code(), Bearer, setting, FromFile},
		"at /authorize":              {tokenstest.Directory(), implicit(), Bearer, setting, FromDefault},
	} {
		got := mustResolve(t, row.dir, row.r).Access
		if got.TokenType.Value != row.value || got.TokenType.By.Path != row.by || got.TokenType.From != row.from || got.Key != row.r.Key {
			t.Errorf("%s: %+v, key %q", name, got.TokenType, got.Key)
		}
	}
}

// ID-17: no access token of /authorize is bound, so a client that must prove a key
// gets none there. An ID token it gets.
func TestID17_NoBoundTokensAtAuthorize(t *testing.T) {
	dir := tokenstest.DPoPBound()
	var refused *oauth.Error
	if _, err := ResolveIn(dir, dir.Clients["spa"], implicit()); !errors.As(err, &refused) || refused.Code != "unauthorized_client" {
		t.Errorf("%v", err)
	}
	if p := mustResolve(t, dir, Request{ResponseType: oauth.IDToken | oauth.Code, Scope: oauth.Scope{"openid"}}); p.Access != nil || p.ID == nil {
		t.Errorf("%+v", p)
	}
}

// ID-17: both formats name the key, and tell it again when they are read. What was
// to be bound and has no key is not issued at all.
func TestID17_TokensNameTheirKey(t *testing.T) {
	for name, r := range map[string]Request{"opaque": code(), "JWT": withAudience(code(), orders)} {
		for key, tokenType := range map[string]string{"": Bearer, "thumbprint": DPoP} {
			r.Key = key
			set := mustIssue(t, tokenstest.Directory(), r, ada())
			got, err := issuerOf(tokenstest.Directory()).OpenAccess(set.AccessToken, noon)
			if err != nil || got.Key != key || set.TokenType != tokenType {
				t.Errorf("%s: key %q, type %s, %v", name, got.Key, set.TokenType, err)
			}
		}
		r.Key = ""
		if set, err := issuerOf(tokenstest.DPoPBound()).Issue(mustResolve(t, tokenstest.DPoPBound(), r), ada(), noon); err == nil {
			t.Errorf("%s: %+v", name, set)
		}
	}
}
