package tokens

import (
	"strconv"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// The defaults of the lifetime settings. They are Auth0's, so that a tenant
// moved here keeps its behaviour.
const (
	defaultLifetimeForWeb  = 7200 * time.Second
	defaultLifetime        = 86400 * time.Second
	defaultIDLifetime      = 36000 * time.Second
	defaultRefreshLifetime = 2592000 * time.Second
	defaultRefreshIdle     = 1296000 * time.Second
	defaultRefreshLeeway   = 30 * time.Second
	defaultSession         = 604800 * time.Second
	defaultSessionIdle     = 259200 * time.Second
)

const (
	whyIDToken = "is the ID token's lifetime; it never changes an access token or expires_in"
	whyFront   = "is for tokens issued at /authorize"
)

var requestLifetime = authd.Setting{Path: "expires_in of the request"}

// RequestedLifetime reads expires_in, a request's wish for a shorter life than
// configured; 0 stands for no wish. It is an *oauth.Error of code invalid_request
// where the client may not wish, and for what is no number of seconds.
func RequestedLifetime(c authd.Client, text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	if !c.AllowRequestedLifetime.V {
		return 0, oauth.Errorf(oauth.InvalidRequest, "expires_in cannot be asked for: %s is not true.", c.AllowRequestedLifetime.At.Path)
	}
	seconds, err := strconv.ParseUint(text, 10, 31)
	if err != nil || seconds == 0 {
		return 0, oauth.Errorf(oauth.InvalidRequest, "expires_in must be a number of seconds, 1 or more.")
	}
	return time.Duration(seconds) * time.Second, nil
}

// accessLifetime is the first three rows of docs/token-lifetimes.md.
func accessLifetime(t authd.Tenant, c authd.Client, api *authd.API, r Request) Choice[time.Duration] {
	general := generalLifetimes(t, api)
	own := ownLifetime(c, general.Audience, r.Channel)
	if r.Channel == Back {
		return requested(first(defaultLifetime, own, general.TokenLifetime), c, r)
	}
	web := first(defaultLifetimeForWeb, own, general.TokenLifetimeForWeb)
	limit := first(defaultLifetime, general.TokenLifetime)
	return requested(lower(web, limit, whyCapped, whyCapUnreached), c, r)
}

// requested lets the request shorten the lifetime where the client may ask.
func requested(c Choice[time.Duration], client authd.Client, r Request) Choice[time.Duration] {
	asked := Choice[time.Duration]{Value: r.MaxLifetime.Truncate(time.Second), By: requestLifetime, From: FromRequest}
	switch {
	case asked.Value <= 0:
		return c
	case !client.AllowRequestedLifetime.V:
		c.pass(passed(asked, "has no say, because "+client.AllowRequestedLifetime.At.String()+" is not true"))
		return c
	}
	return lower(c, asked, whyShortened, whyNotShorter)
}

// generalLifetimes are the settings for all clients: the API's, or those for no API.
func generalLifetimes(t authd.Tenant, api *authd.API) authd.TokenLifetimes {
	if api == nil {
		return authd.TokenLifetimes{Audience: authd.AudienceUserinfo, TokenLifetimeForWeb: t.Userinfo.TokenLifetimeForWeb, TokenLifetime: t.Userinfo.TokenLifetime}
	}
	return authd.TokenLifetimes{Audience: api.Identifier, TokenLifetimeForWeb: api.TokenLifetimeForWeb, TokenLifetime: api.TokenLifetime}
}

// ownLifetime is the client's own setting for one audience and channel. Where it
// has none, it is unset, and still says where it could be set.
func ownLifetime(c authd.Client, audience string, channel Channel) authd.Value[time.Duration] {
	for _, l := range c.TokenLifetimes {
		switch {
		case l.Audience == audience && channel == Back:
			return l.TokenLifetime
		case l.Audience == audience:
			return l.TokenLifetimeForWeb
		}
	}
	key := "token_lifetime_for_web"
	if channel == Back {
		key = "token_lifetime"
	}
	return authd.Value[time.Duration]{At: authd.Setting{Path: "clients[" + c.ID + "].token_lifetimes[" + audience + "]." + key}}
}

// elsewhere lists the settings a person may have changed in vain: the ID
// token's, which has misled people since 2017, and the other channel's.
func elsewhere(t authd.Tenant, c authd.Client, api *authd.API, r Request) []Passed {
	list := []Passed{passed(first(defaultIDLifetime, c.IDTokenLifetime), whyIDToken)}
	if r.Channel == Back {
		web := first(defaultLifetimeForWeb, generalLifetimes(t, api).TokenLifetimeForWeb)
		list = append(list, passed(web, whyFront))
	}
	return list
}
