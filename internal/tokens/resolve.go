package tokens

import (
	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

const algOpaque = "dir/A256GCM"

const (
	ruleAPIFormat   = "a token for an API is a JWT, so that the API can check it by itself"
	ruleOpaqueAlg   = "an opaque token is encrypted for this server alone"
	ruleUserinfoAlg = "a JWT for /userinfo is signed with the server's own RSA key"
	ruleNoOpenID    = "openid is not granted, and /userinfo answers only with it"
	ruleOneAudience = "an HS256 token is for one reader, the API that shares its secret"
	ruleUserinfo    = "openid is granted, and the server can check the token by itself"
	ruleRotating    = "the client has no secret, so that a stolen token shows only when it rotates"
	ruleExpiring    = "tokens that rotate also expire"
)

// ResolveIn is Resolve for the API that the request, the client or the tenant
// names, in this order. An audience that is no API's identifier is an
// *oauth.Error of code access_denied, and such a resource one of invalid_target.
func ResolveIn(dir authd.Directory, c authd.Client, r Request) (Plan, error) {
	aud := audience(dir.Tenant, c, r)
	if api, found := dir.APIs[aud.Value]; found {
		return resolve(dir.Tenant, c, &api, ask{r, aud})
	}
	return resolve(dir.Tenant, c, nil, ask{r, aud})
}

// Resolve says which tokens a request earns and what decided each part of them.
// It signs nothing, reads no clock and touches no storage. api is the API named
// by the audience, nil when there is none; an audience without its API is an
// *oauth.Error of code access_denied, in Auth0's words, and a resource without one
// invalid_target. access_denied is also, for a client that
// acts in its own name, an API it has no client grant for.
func Resolve(t authd.Tenant, c authd.Client, api *authd.API, r Request) (Plan, error) {
	return resolve(t, c, api, ask{r, audience(t, c, r)})
}

// An ask is a request and the audience that came of it.
type ask struct {
	Request
	audience Choice[string]
}

func resolve(t authd.Tenant, c authd.Client, api *authd.API, a ask) (Plan, error) {
	if err := checkTarget(t, api, a); err != nil {
		return Plan{}, err
	}
	if err := checkClientGrant(c, api, a.Request); err != nil {
		return Plan{}, err
	}
	if err := checkBinding(c, a.Request); err != nil {
		return Plan{}, err
	}
	p := Plan{ClientID: c.ID, Channel: a.Channel, Scope: scope(c, api, a.Request)}
	if api != nil {
		p.API = api.Identifier
	}
	openid := p.Scope.Granted.Has(oauth.ScopeOpenID)
	if a.Channel == Back || a.ResponseType.Has(oauth.Token) {
		p.Access = accessToken(t, c, api, a.Request)
		p.Access.Userinfo = userinfo(p.Access.Alg.Value, openid)
		p.Access.Audience = audiences(t, a.audience, api != nil && p.Access.Userinfo.Value)
	}
	if a.ResponseType.Has(oauth.IDToken) || a.Channel == Back && openid {
		p.ID = idToken(c)
	}
	if a.Channel == Back && p.Scope.Granted.Has(oauth.ScopeOfflineAccess) {
		p.Refresh = refreshToken(c)
	}
	if a.Channel == Front {
		session := ResolveSession(t)
		p.Session = &session
	}
	return p, nil
}

// ResolveSession says how long a session lives that a login at /authorize begins,
// and what decided. It is the same for all clients.
func ResolveSession(t authd.Tenant) Session {
	return Session{
		Lifetime:     first(defaultSession, t.SessionLifetime),
		IdleLifetime: first(defaultSessionIdle, t.IdleSessionLifetime),
	}
}

// checkClientGrant lets a client act in its own name only at APIs that are
// listed for it: there is no person who could have agreed to anything else.
func checkClientGrant(c authd.Client, api *authd.API, r Request) error {
	if r.Grant != oauth.GrantClientCredentials {
		return nil
	}
	if api == nil {
		return oauth.Errorf(oauth.InvalidRequest, "The parameter audience is missing: client_credentials needs the identifier of an API.")
	}
	if _, found := c.GrantFor(api.Identifier); !found {
		return oauth.Errorf(oauth.AccessDenied, "Client is not authorized to access %s: list it under client_grants of client %s.", api.Identifier, c.ID)
	}
	return nil
}

// accessToken plans all but the audience.
func accessToken(t authd.Tenant, c authd.Client, api *authd.API, r Request) *AccessToken {
	a := &AccessToken{Lifetime: accessLifetime(t, c, api, r), Elsewhere: elsewhere(t, c, api, r), TokenType: tokenType(c, r), Key: r.Key}
	if api != nil {
		a.Format = rule(JWT, ruleAPIFormat)
		a.Alg = first(jose.RS256, api.SigningAlg)
		a.Dialect = first(authd.DialectAuth0, api.TokenDialect)
		return a
	}
	a.Format = userinfoFormat(t)
	a.Alg = rule(algOpaque, ruleOpaqueAlg)
	if a.Format.Value == JWT {
		a.Alg = rule(jose.RS256, ruleUserinfoAlg)
	}
	return a
}

func userinfoFormat(t authd.Tenant) Choice[Format] {
	f := first(string(Opaque), t.Userinfo.TokenFormat)
	return Choice[Format]{Value: Format(f.Value), By: f.By, From: f.From, Over: f.Over}
}

// userinfo says whether /userinfo accepts the token. With HS256 it cannot: its
// signature is made with a secret that the API knows as well.
func userinfo(alg string, openid bool) Choice[bool] {
	switch {
	case !openid:
		return rule(false, ruleNoOpenID)
	case alg == jose.HS256:
		return rule(false, ruleOneAudience)
	}
	return rule(true, ruleUserinfo)
}

// audiences is the aud claim: the API first, as Auth0 orders it, and /userinfo.
// Where nobody names an API it is /userinfo alone.
func audiences(t authd.Tenant, asked Choice[string], andUserinfo bool) Choice[[]string] {
	aud, self := Choice[[]string]{By: asked.By, From: asked.From, Over: asked.Over}, t.UserinfoAudience()
	switch {
	case asked.Value == "", asked.Value == self:
		aud.Value = []string{self}
	case andUserinfo:
		aud.Value = []string{asked.Value, self}
	default:
		aud.Value = []string{asked.Value}
	}
	return aud
}

// idToken plans an ID token: its lifetime has one setting and no other.
func idToken(c authd.Client) *IDToken {
	return &IDToken{Lifetime: first(defaultIDLifetime, c.IDTokenLifetime), Alg: first(jose.RS256, c.IDTokenAlg)}
}

func refreshToken(c authd.Client) *RefreshToken {
	s := c.RefreshToken
	r := &RefreshToken{
		Rotation:     first(Rotating, s.RotationType),
		Expiration:   first(Expiring, s.ExpirationType),
		Lifetime:     first(defaultRefreshLifetime, s.TokenLifetime),
		IdleLifetime: first(defaultRefreshIdle, s.IdleTokenLifetime),
		Leeway:       first(defaultRefreshLeeway, s.Leeway),
	}
	if c.Public() {
		r.Rotation = unless(r.Rotation, Rotating, ruleRotating)
	}
	if r.Rotation.Value == Rotating {
		r.Expiration = unless(r.Expiration, Expiring, ruleExpiring)
	}
	return r
}
