package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/config/document"
	"authd/internal/config/weburl"
	"authd/internal/jwks"
	"authd/internal/oauth"
	"authd/internal/suggest"
)

// A clientChecker holds one client while the rules look at it.
type clientChecker struct {
	*checker
	client document.Client
	path   string
}

func (c clientChecker) all() {
	c.grantTypes()
	c.responseTypes()
	c.callbacks()
	c.origins()
	c.logoutURLs(c.path, c.client.AllowedLogoutURLs)
	c.backchannel()
	c.frontchannel()
	c.subjects()
	c.readable(c.path+".policy_uri", c.client.PolicyURI)
	c.readable(c.path+".tos_uri", c.client.TOSURI)
	c.secret()
	c.audiences()
	c.connections()
	c.crossOriginLoc()
}

func (c clientChecker) allows(g oauth.GrantType) bool {
	return slices.Contains(c.client.GrantTypes, string(g))
}

func (c clientChecker) grantTypes() {
	known := make([]string, len(oauth.GrantTypes))
	for i, g := range oauth.GrantTypes {
		known[i] = string(g)
	}
	for i, g := range c.client.GrantTypes {
		if !slices.Contains(known, g) {
			text := fmt.Sprintf("%q is no grant type; there are %s", g, strings.Join(known, ", "))
			c.Wrong(fmt.Sprintf("%s.grant_types[%d]", c.path, i), text).Suggestion = suggest.Nearest(g, known)
		}
	}
}

func (c clientChecker) origins() {
	for i, raw := range c.client.WebOrigins {
		c.fault(fmt.Sprintf("%s.web_origins[%d]", c.path, i), weburl.CheckOrigin(raw))
	}
	for i, raw := range c.client.AllowedOrigins {
		c.fault(fmt.Sprintf("%s.allowed_origins[%d]", c.path, i), weburl.CheckOrigin(raw))
	}
}

func (c clientChecker) secret() {
	if c.needsSecret() && c.client.ClientSecret == "" {
		c.Need(c.path+".client_secret_file", c.client.ClientSecretFile, "is missing: a grant type of this client needs a secret; it may also stand in "+c.client.SecretVariable())
	}
	c.keys()
	c.signsWithSecret()
	if c.client.JWTConfiguration.Alg == "HS256" && len(c.client.ClientSecret) < shortestHMACKey {
		c.Wrong(c.path+".jwt_configuration.alg", "HS256 signs ID tokens with the client's secret, so it needs one of at least 32 bytes; use RS256 for a client that cannot keep a secret")
	}
}

// signsWithSecret makes sure that a secret nobody can guess signs what a client
// sends or gets: whoever sees one signature can try secrets without asking.
func (c clientChecker) signsWithSecret() {
	if len(c.client.ClientSecret) >= shortestHMACKey {
		return
	}
	if c.client.TokenEndpointAuthMethod == string(authd.AuthSecretJWT) {
		c.Wrong(c.path+".token_endpoint_auth_method", "client_secret_jwt signs with HS256 and the client's secret, so it needs one of at least 32 bytes (RFC 7518 §3.2)")
	}
	if c.client.UserinfoSignedResponseAlg == "HS256" {
		c.Wrong(c.path+".userinfo_signed_response_alg", "HS256 signs with the client's secret, so it needs one of at least 32 bytes (RFC 7518 §3.2); or use RS256")
	}
	if c.client.RequestObjectSigningAlg == "HS256" {
		c.Wrong(c.path+".request_object_signing_alg", "HS256 signs with the client's secret, so it needs one of at least 32 bytes (RFC 7518 §3.2); or use RS256 with the client's public keys")
	}
}

// keys makes sure that a client that signs with keys has them from one place, and
// no other client has any.
func (c clientChecker) keys() {
	alg := c.client.RequestObjectSigningAlg
	may := alg == document.AnyAlg
	must := c.client.TokenEndpointAuthMethod == string(authd.AuthPrivateKeyJWT) || !may && alg != "" && alg != "HS256"
	const useless = "has no use: token_endpoint_auth_method is not private_key_jwt, and request_object_signing_alg names no key"
	switch {
	case must && c.client.JWKSURI == "":
		c.Need(c.path+".jwks_file", c.client.JWKS, "is missing: private_key_jwt and request_object_signing_alg need the client's public keys; they may also stand in jwks, or be published at jwks_uri")
	case !must && !may && c.client.JWKS != "":
		c.Wrong(c.path+".jwks", useless)
	case !must && !may && c.client.JWKSURI != "":
		c.Wrong(c.path+".jwks_uri", useless)
	}
	if c.client.RequireSignedRequest && c.client.JWKS == "" && c.client.JWKSURI == "" && alg != "HS256" {
		c.Wrong(c.path+".require_signed_request_object", "has nothing to check a signature with: set request_object_signing_alg, and the client's public keys or a secret for HS256")
	}
	c.keysAddress()
	if c.client.JWKS == "" {
		return
	}
	if _, err := jwks.Parse(c.client.JWKS); err != nil {
		c.Wrong(c.path+".jwks", err.Error())
	}
}

// keysAddress judges jwks_uri. Whoever can change what is read from there can act
// as the client, hence https.
func (c clientChecker) keysAddress() {
	path, address := c.path+".jwks_uri", c.client.JWKSURI
	if address == "" {
		return
	}
	c.httpsOrDev(path, address, weburl.CheckPage(address))
	if c.client.JWKS != "" {
		c.Wrong(path, "is given beside jwks or jwks_file: keep one of the three")
	}
}

// needsSecret reports whether a grant the client may use is only for clients
// that prove who they are (RFC 6749 §3.2.1, §4.4).
func (c clientChecker) needsSecret() bool {
	method := authd.AuthMethod(c.client.TokenEndpointAuthMethod)
	confidential := c.client.AppType == "regular_web" || c.client.AppType == "non_interactive" || method != ""
	atTokenEndpoint := c.allows(oauth.GrantAuthorizationCode) || c.allows(oauth.GrantRefreshToken) || c.allows(oauth.GrantPasswordlessOTP) || c.allows(oauth.GrantDeviceCode)
	switch method {
	case authd.AuthPrivateKeyJWT:
		return false
	case authd.AuthNone:
		return c.allows(oauth.GrantClientCredentials)
	default:
		return c.allows(oauth.GrantClientCredentials) || confidential && atTokenEndpoint
	}
}

func (c clientChecker) audiences() {
	c.audience(c.path+".default_audience", c.client.DefaultAudience)
	for _, g := range c.client.ClientGrants {
		c.audience(c.path+".client_grants["+g.Audience+"].audience", g.Audience)
	}
	for _, l := range c.client.TokenLifetimes {
		path := c.client.LifetimesPath(l.Audience)
		if l.Audience != authd.AudienceUserinfo {
			c.audience(path+".audience", l.Audience)
		}
		c.lifetimeCap(path, l.TokenLifetimeForWeb, c.capOf(l))
	}
}

// capOf is the lower of the entry's own token_lifetime and that of what it is
// about.
func (c clientChecker) capOf(l document.TokenLifetimes) document.Lifetime {
	var limit document.Lifetime
	if l.Audience == authd.AudienceUserinfo {
		limit = c.file.Userinfo.TokenLifetime
	}
	for _, a := range c.file.APIs {
		if a.Identifier == l.Audience {
			limit = a.TokenLifetime
		}
	}
	limit = cmp.Or(limit, defaultCap)
	return min(limit, cmp.Or(l.TokenLifetime, limit))
}

func (c clientChecker) connections() {
	known := make([]string, len(c.file.Connections))
	for i, connection := range c.file.Connections {
		known[i] = connection.Name
	}
	for i, name := range c.client.Connections {
		if !slices.Contains(known, name) {
			text := fmt.Sprintf("%q is no name listed under connections", name)
			c.Wrong(fmt.Sprintf("%s.connections[%d]", c.path, i), text).Suggestion = suggest.Nearest(name, known)
		}
	}
}

// crossOriginLoc judges the page that is shown in a frame of the application.
func (c clientChecker) crossOriginLoc() {
	loc := c.client.CrossOriginLoc
	if loc == "" || !c.client.CrossOriginAuthentication {
		return
	}
	c.fault(c.path+".cross_origin_loc", weburl.CheckCallback(loc, weburl.NoWildcards))
	if !strings.HasPrefix(loc, "http") {
		c.Wrong(c.path+".cross_origin_loc", "must be an http(s) URL: it is shown in a frame")
	}
}
