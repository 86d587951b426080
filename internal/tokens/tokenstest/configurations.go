package tokenstest

import (
	"time"

	"authd/internal/authd"
)

// JWTExpiration10 is the setting of the question of 2017: the ID token lives ten
// seconds, and nothing else is said.
func JWTExpiration10() authd.Directory {
	return Changed(Directory(), func(c *authd.Client) {
		c.IDTokenLifetime = Set(Seconds(10), "clients[spa].jwt_configuration.lifetime_in_seconds", 14)
	})
}

// ShortUserinfo sets the lifetime of tokens issued at /authorize for no API.
func ShortUserinfo() authd.Directory {
	dir := Directory()
	dir.Tenant.Userinfo.TokenLifetimeForWeb = Set(Seconds(600), "userinfo.token_lifetime_for_web", 4)
	return dir
}

// CappedAPI has an upper limit below the default for /authorize.
func CappedAPI() authd.Directory {
	return ChangedAPI(Directory(), Orders, func(a *authd.API) {
		a.TokenLifetime = Set(Seconds(300), "apis["+Orders+"].token_lifetime", 23)
	})
}

// OfflineAPI allows refresh tokens, and signs with an elliptic curve.
func OfflineAPI() authd.Directory {
	return ChangedAPI(Directory(), Orders, func(a *authd.API) {
		a.TokenLifetimeForWeb = Set(Seconds(60), "apis["+Orders+"].token_lifetime_for_web", 22)
		a.SigningAlg = Set("ES256", "apis["+Orders+"].signing_alg", 21)
		a.AllowOfflineAccess = Set(true, "apis["+Orders+"].allow_offline_access", 24)
	})
}

// AllowedToShorten has a client whose requests may ask for less.
func AllowedToShorten() authd.Directory {
	return Changed(Directory(), func(c *authd.Client) {
		c.AllowRequestedLifetime = Set(true, "clients[spa].allow_requested_lifetime", 17)
	})
}

// DPoPBound has a client that must prove a key to be given access tokens.
func DPoPBound() authd.Directory {
	return Changed(Directory(), func(c *authd.Client) {
		c.DPoPBound = Set(true, "clients[spa].dpop_bound_access_tokens", 18)
	})
}

// DefaultAudience names the API of requests that name none.
func DefaultAudience() authd.Directory {
	dir := Directory()
	dir.Tenant.DefaultAudience = Set(Orders, "tenant.default_audience", 3)
	return dir
}

// UserinfoJWT writes tokens for no API as JWTs.
func UserinfoJWT() authd.Directory {
	dir := Directory()
	dir.Tenant.Userinfo.TokenFormat = Set("jwt", "userinfo.token_format", 6)
	return dir
}

// Own gives the client lifetimes of its own for one audience; 0 stays unset.
func Own(audience string, web, token int) func(*authd.Client) {
	path := "clients[spa].token_lifetimes[" + audience + "]"
	l := authd.TokenLifetimes{
		Audience:            audience,
		TokenLifetimeForWeb: Unset[time.Duration](path + ".token_lifetime_for_web"),
		TokenLifetime:       Unset[time.Duration](path + ".token_lifetime"),
	}
	if web > 0 {
		l.TokenLifetimeForWeb = Set(Seconds(web), path+".token_lifetime_for_web", 40)
	}
	if token > 0 {
		l.TokenLifetime = Set(Seconds(token), path+".token_lifetime", 41)
	}
	return func(c *authd.Client) { c.TokenLifetimes = append(c.TokenLifetimes, l) }
}
