package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/config/weburl"
	"authd/internal/oauth"
	"authd/internal/suggest"
)

func clientPath(id string) string { return "clients[" + id + "]" }

func (c clientEntry) allows(g oauth.GrantType) bool { return slices.Contains(c.GrantTypes, string(g)) }

// checkClient judges one client. Each part below is one question.
func (r *reading) checkClient(c clientEntry) {
	r.checkGrantTypes(c)
	r.checkCallbacks(c)
	r.checkOrigins(c)
	r.checkLogoutURLs(clientPath(c.ClientID), c.AllowedLogoutURLs)
	r.checkClientSecret(c)
	r.checkClientAudiences(c)
	r.checkClientConnections(c)
	r.doubtClient(c)
}

func (r *reading) checkGrantTypes(c clientEntry) {
	known := make([]string, len(oauth.GrantTypes))
	for i, g := range oauth.GrantTypes {
		known[i] = string(g)
	}
	for i, g := range c.GrantTypes {
		if !slices.Contains(known, g) {
			path := fmt.Sprintf("%s.grant_types[%d]", clientPath(c.ClientID), i)
			r.wrong(path, fmt.Sprintf("%q is no grant type; there are %s", g, strings.Join(known, ", "))).Suggestion = suggest.Nearest(g, known)
		}
	}
}

// checkCallbacks also keeps wildcards and tokens in the URL apart: any
// sub-domain that is taken over would be handed tokens (RFC 9700 §4.1.1).
func (r *reading) checkCallbacks(c clientEntry) {
	allowed := weburl.NoWildcards
	if c.WildcardCallbacks {
		allowed = weburl.LeftmostLabel
	}
	for i, raw := range c.Callbacks {
		path := fmt.Sprintf("%s.callbacks[%d]", clientPath(c.ClientID), i)
		r.fault(path, weburl.CheckCallback(raw, allowed))
		if c.WildcardCallbacks && strings.Contains(raw, "*") && c.allows(oauth.GrantImplicit) {
			r.wrong(path, `has a "*", which is never accepted together with grant type implicit: a sub-domain in other hands would be given tokens`)
		}
	}
}

func (r *reading) checkOrigins(c clientEntry) {
	path := clientPath(c.ClientID)
	for i, raw := range c.WebOrigins {
		r.fault(fmt.Sprintf("%s.web_origins[%d]", path, i), weburl.CheckOrigin(raw))
	}
	for i, raw := range c.AllowedOrigins {
		r.fault(fmt.Sprintf("%s.allowed_origins[%d]", path, i), weburl.CheckOrigin(raw))
	}
}

func (r *reading) checkClientSecret(c clientEntry) {
	path := clientPath(c.ClientID)
	if c.ClientSecret == "" && c.needsSecret() {
		r.need(path+".client_secret_file", c.ClientSecretFile, "is missing: a grant type of this client needs a secret, given here or in "+clientVariable(c.ClientID))
	}
	if c.JWTConfiguration.Alg == "HS256" && len(c.ClientSecret) < shortestHMACKey {
		r.wrong(path+".jwt_configuration.alg", "HS256 signs ID tokens with the client's secret, so the client needs one of at least 32 bytes; use RS256 for a client that cannot keep a secret")
	}
}

// needsSecret reports whether a grant the client may use is only for clients
// that prove who they are (RFC 6749 §3.2.1, §4.4).
func (c clientEntry) needsSecret() bool {
	confidential := c.AppType == "regular_web" || c.AppType == "non_interactive"
	atToken := c.allows(oauth.GrantAuthorizationCode) || c.allows(oauth.GrantRefreshToken)
	return c.allows(oauth.GrantClientCredentials) || confidential && atToken && c.TokenEndpointAuthMethod != "none"
}

func (r *reading) checkClientAudiences(c clientEntry) {
	path := clientPath(c.ClientID)
	r.checkAudience(path+".default_audience", c.DefaultAudience)
	for _, g := range c.ClientGrants {
		r.checkAudience(path+".client_grants["+g.Audience+"].audience", g.Audience)
	}
	for _, l := range c.TokenLifetimes {
		entry := path + ".token_lifetimes[" + l.Audience + "]"
		if l.Audience != authd.AudienceUserinfo {
			r.checkAudience(entry+".audience", l.Audience)
		}
		r.checkCap(entry, l.TokenLifetimeForWeb, r.clientCap(l))
	}
}

// clientCap is the lower of the entry's own token_lifetime and that of what it
// is about.
func (r *reading) clientCap(l lifetimesEntry) lifetime {
	var limit lifetime
	if l.Audience == authd.AudienceUserinfo {
		limit = r.file.Userinfo.TokenLifetime
	}
	for _, a := range r.file.APIs {
		if a.Identifier == l.Audience {
			limit = a.TokenLifetime
		}
	}
	limit = cmp.Or(limit, defaultCap)
	return min(limit, cmp.Or(l.TokenLifetime, limit))
}

func (r *reading) checkClientConnections(c clientEntry) {
	known := make([]string, len(r.file.Connections))
	for i, connection := range r.file.Connections {
		known[i] = connection.Name
	}
	for i, name := range c.Connections {
		if !slices.Contains(known, name) {
			path := fmt.Sprintf("%s.connections[%d]", clientPath(c.ClientID), i)
			r.wrong(path, fmt.Sprintf("%q is no name listed under connections", name)).Suggestion = suggest.Nearest(name, known)
		}
	}
}

// doubtClient says which settings this version cannot honour.
func (r *reading) doubtClient(c clientEntry) {
	path := clientPath(c.ClientID)
	if !c.IsFirstParty {
		r.doubt(path+".is_first_party", "consent pages are not in this version, so this client is refused with consent_required")
	}
	if c.CrossOriginAuthentication {
		r.doubt(path+".cross_origin_authentication", "/co/authenticate is not served by this version, so this has no effect")
	}
	if len(c.GrantTypes) == 0 {
		r.doubt(path+".grant_types", "lists nothing, so this client can be given no tokens")
	}
}
