package rules

import (
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/lint"
	"authd/internal/lint/usage"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

var unusedLifetime = lint.Rule{
	ID: "unused-lifetime", Severity: lint.Warning,
	Title: "a token lifetime that never decides",
	Check: func(s *lint.Subject, report lint.Report) {
		u := s.Directory.Tenant.Userinfo
		shared := authd.TokenLifetimes{Audience: authd.AudienceUserinfo, TokenLifetimeForWeb: u.TokenLifetimeForWeb, TokenLifetime: u.TokenLifetime}
		sharedLifetimes(s, report, shared)
		for _, a := range s.APIs {
			sharedLifetimes(s, report, authd.TokenLifetimes{Audience: a.Identifier, TokenLifetimeForWeb: a.TokenLifetimeForWeb, TokenLifetime: a.TokenLifetime})
		}
		for _, c := range s.Clients {
			if s.Usage.Clients[c.ID] { // of the others unusable-client tells
				ownLifetimes(s, report, c)
			}
		}
	},
}

const (
	takeOut      = "take it out"
	useBack      = "take it out; token_lifetime is for tokens of /oauth/token"
	useFront     = "take it out; token_lifetime_for_web is for tokens of /authorize"
	frontGrant   = "the grant type implicit, the one whose tokens come from /authorize"
	backTokens   = "tokens at /oauth/token"
	ownLifetime  = "is never used: every client that could be given such a token has a lifetime of its own for it"
	noFrontGrant = "is never used: no client of it has " + frontGrant
	noFrontToken = "is never used: no client of it may ask /authorize for an access token"
	noBackTokens = "is never used: no client of it is given " + backTokens
)

// sharedLifetimes looks at what holds for all clients of an audience.
func sharedLifetimes(s *lint.Subject, report lint.Report, l authd.TokenLifetimes) {
	look := func(v authd.Value[time.Duration], channel tokens.Channel, nobody, instead string) {
		switch {
		case !v.Set || s.Usage.Settings[v.At.Path]:
		case s.Usage.Reached[usage.Route{Audience: l.Audience, Channel: channel}]:
			report(v.At.Path, ownLifetime, takeOut)
		default:
			report(v.At.Path, nobody, instead)
		}
	}
	nobody := noFrontGrant
	if slices.ContainsFunc(s.Clients, func(c authd.Client) bool { return c.Allows(oauth.GrantImplicit) }) {
		nobody = noFrontToken
	}
	look(l.TokenLifetimeForWeb, tokens.Front, nobody, useBack)
	look(l.TokenLifetime, tokens.Back, noBackTokens, useFront)
}

// ownLifetimes looks at what holds for one client.
func ownLifetimes(s *lint.Subject, report lint.Report, c authd.Client) {
	look := func(v authd.Value[time.Duration], why, instead string) {
		if v.Set && !s.Usage.Settings[v.At.Path] {
			report(v.At.Path, "is never used: "+why, instead)
		}
	}
	front := "the client has not " + frontGrant
	if c.Allows(oauth.GrantImplicit) {
		front = "the client may not ask /authorize for an access token"
	}
	for _, l := range c.TokenLifetimes {
		look(l.TokenLifetimeForWeb, front, useBack)
		look(l.TokenLifetime, "the client is given no tokens for it at /oauth/token", useFront)
	}
	look(c.IDTokenLifetime, "the client is given no ID tokens", takeOut)
	if s.Usage.RefreshTokens[c.ID] == nil {
		return // of which unused-refresh-setting tells
	}
	t := c.RefreshToken
	for _, v := range []authd.Value[time.Duration]{t.TokenLifetime, t.IdleTokenLifetime} {
		look(v, "the client's refresh tokens do not expire", takeOut)
	}
	look(t.Leeway, "the client's refresh tokens are not replaced", takeOut)
}
