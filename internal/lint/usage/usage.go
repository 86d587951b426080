package usage

import (
	"cmp"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// A Usage is what all plans together say. A set holds true for its members and
// nothing else.
type Usage struct {
	Settings map[string]bool // paths of what decided something
	Clients  map[string]bool // client_ids of those who can be given a token
	Access   map[string]bool // client_ids of those who can be given an access token
	Reached  map[Route]bool  // how access tokens come about
	Offline  map[string]bool // identifiers of the APIs that refresh tokens are given for
	Unheard  map[string]bool // identifiers of the APIs whose tokens /userinfo refuses, though openid is granted

	// The plans of clients' ID and refresh tokens, by client_id. They are the
	// same for every API.
	IDTokens      map[string]*tokens.IDToken
	RefreshTokens map[string]*tokens.RefreshToken

	// Lifetimes of people's access tokens, by the path of what decided them.
	Lifetimes map[string]tokens.Choice[time.Duration]
}

// A Route is how an access token comes about.
type Route struct {
	Audience string // an API's identifier, or authd.AudienceUserinfo
	Channel  tokens.Channel
}

// record takes what a plan for r says.
func (u *Usage) record(r tokens.Request, p tokens.Plan) {
	if p.Access == nil && p.ID == nil {
		return
	}
	u.Clients[p.ClientID] = true
	u.recordAccess(r, p)
	if p.ID != nil {
		u.IDTokens[p.ClientID] = p.ID
		decided(u, p.ID.Lifetime)
		decided(u, p.ID.Alg)
	}
	if p.Refresh != nil {
		u.recordRefresh(p)
	}
}

func (u *Usage) recordAccess(r tokens.Request, p tokens.Plan) {
	a := p.Access
	if a == nil {
		return
	}
	u.Access[p.ClientID] = true
	u.Reached[Route{cmp.Or(p.API, authd.AudienceUserinfo), p.Channel}] = true
	decided(u, a.Lifetime)
	decided(u, a.Audience)
	decided(u, a.TokenType)
	if r.Grant != oauth.GrantClientCredentials {
		u.Lifetimes[a.Lifetime.By.Path] = a.Lifetime
	}
	if p.API != "" && p.Scope.Granted.Has(oauth.ScopeOpenID) && !a.Userinfo.Value {
		u.Unheard[p.API] = true
	}
}

// recordRefresh leaves out what has no effect on the token, as package explain
// does.
func (u *Usage) recordRefresh(p tokens.Plan) {
	r := p.Refresh
	u.RefreshTokens[p.ClientID] = r
	if p.API != "" {
		u.Offline[p.API] = true
	}
	decided(u, r.Rotation)
	decided(u, r.Expiration)
	if r.Expiration.Value == tokens.Expiring {
		decided(u, r.Lifetime)
		decided(u, r.IdleLifetime)
	}
	if r.Rotation.Value == tokens.Rotating {
		decided(u, r.Leeway)
	}
}

func decided[T any](u *Usage, c tokens.Choice[T]) {
	if c.From == tokens.FromFile {
		u.Settings[c.By.Path] = true
	}
}
