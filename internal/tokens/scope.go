package tokens

import (
	"slices"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// scope grants the standard scopes and those the API defines; the others are
// dropped, as RFC 6749 §3.3 allows and Auth0 does.
func scope(c authd.Client, api *authd.API, r Request) ScopeChoice {
	values := asked(c, api, r)
	s := ScopeChoice{Granted: make(oauth.Scope, 0, len(values)), Dropped: []Dropped{}}
	for _, value := range values {
		if why := scopeRefusal(c, api, r, value); why != "" {
			s.Dropped = append(s.Dropped, Dropped{value, why})
			continue
		}
		s.Granted = append(s.Granted, value)
	}
	return s
}

// asked is the scope of the request. A client that acts in its own name and asks
// for none is given all of its client grant, as Auth0 does.
func asked(c authd.Client, api *authd.API, r Request) oauth.Scope {
	if r.Grant != oauth.GrantClientCredentials || len(r.Scope) > 0 || api == nil {
		return r.Scope
	}
	grant, _ := c.GrantFor(api.Identifier)
	return grant.Scope
}

// scopeRefusal says why value is not granted, or "" when it is.
func scopeRefusal(c authd.Client, api *authd.API, r Request, value string) string {
	switch {
	case value == oauth.ScopeOfflineAccess:
		return offlineRefusal(c, api, r)
	case slices.Contains(oauth.StandardScopes, value):
		return personRefusal(r)
	case api == nil:
		return "it is not a standard scope, and no API is asked for that could define it"
	case !api.HasScope(value):
		return "apis[" + api.Identifier + "].scopes does not define it"
	case r.Grant == oauth.GrantClientCredentials:
		return clientGrantRefusal(c, api, value)
	}
	return ""
}

func clientGrantRefusal(c authd.Client, api *authd.API, value string) string {
	if grant, _ := c.GrantFor(api.Identifier); grant.Scope.Has(value) {
		return ""
	}
	return "clients[" + c.ID + "].client_grants[" + api.Identifier + "].scope does not list it"
}

func personRefusal(r Request) string {
	if r.Grant == oauth.GrantClientCredentials {
		return "it is about a person, and client_credentials has none"
	}
	return ""
}

// offlineRefusal says why no refresh token can follow: RFC 6749 §4.2.2 forbids
// it in the implicit grant and §4.4.3 advises against it for client_credentials;
// the rest is configured.
func offlineRefusal(c authd.Client, api *authd.API, r Request) string {
	switch {
	case r.Channel == Front && !r.ResponseType.Has(oauth.Code):
		return "/authorize itself never issues a refresh token, and this request asks for no code"
	case r.Grant == oauth.GrantClientCredentials:
		return "client_credentials never earns a refresh token"
	case !c.Allows(oauth.GrantRefreshToken):
		return c.GrantTypes.At.String() + " does not list refresh_token"
	case api != nil && !api.AllowOfflineAccess.V:
		return api.AllowOfflineAccess.At.String() + " is not true"
	}
	return ""
}
