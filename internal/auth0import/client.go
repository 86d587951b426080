package auth0import

import (
	"slices"
	"time"

	"authd/internal/auth0import/export"
	"authd/internal/authd"
	"authd/internal/config/document"
	"authd/internal/oauth"
)

// appTypes are the kinds of client there are here.
var appTypes = []string{"spa", "native", "regular_web", "non_interactive"}

func (p *planner) clients(root export.Value) {
	for _, v := range root.Entries("clients", "name", "client_id") {
		id, name := v.Text("client_id"), v.Text("name")
		switch {
		case bool(v.Flag("global", export.No)):
			// Auth0's own client, of which nothing can be asked.
		case id == "" && name == "":
			p.lost(v.Path(), "has neither client_id nor name")
		case v.Text("app_type") != "" && !slices.Contains(appTypes, v.Text("app_type")):
			p.lost(v.Path(), "app_type %s is not known here", v.Text("app_type"))
		case p.hasClient(id, name):
			p.contested(v.Path(), "a client with this client_id or name was there already")
		default:
			p.client(v, id, name)
		}
	}
}

// hasClient reports whether a client would be taken for one that is there.
func (p *planner) hasClient(id, name string) bool {
	if id != "" {
		_, there := p.index[id]
		return there
	}
	return p.names[name] != ""
}

func (p *planner) client(v export.Value, id, name string) {
	c := document.Client{ClientID: id, Name: name}
	if id == "" {
		c.ClientID = name
		p.fillIn(c.Path()+".client_id", "the export has no client_id, so its name stands here; take it from Auth0's dashboard, or export with AUTH0_EXPORT_IDENTIFIERS: true")
	}
	if p.names[name] == "" {
		p.names[name] = c.ClientID
	} else if name != "" {
		p.contested(c.Path(), "another client is called %s too; what an export gives by name goes to the first one, so check client_grants and connections of both", name)
	}
	p.names[c.ClientID] = c.ClientID
	c.TokenEndpointAuthMethod, c.AppType = p.method(v)
	c.GrantTypes = p.grantTypes(v, c)
	p.addresses(v, &c)
	p.idToken(v, &c)
	c.IsFirstParty = bool(v.Flag("is_first_party", export.Yes))
	c.LogoURI = p.logo(v, "logo_uri", c.Path())
	p.crossOrigin(v, &c)
	c.Connections = p.enabled(c)
	p.prove(v, &c)
	p.duties(v, &c)
	c.RefreshToken = p.refreshToken(v, c)
	if !v.Flag("oidc_conformant", export.Yes) {
		p.changed(c.Path(), "oidc_conformant is false at Auth0; here every client is, so scopes and claims are those of OpenID Connect")
	}
	p.index[c.ClientID] = len(p.File.Clients)
	p.File.Clients = append(p.File.Clients, c)
	p.left.Add("clients[]", c.ClientID, v)
}

// methods are the ways in which a client can prove who it is.
var methods = []string{string(authd.AuthNone), string(authd.AuthPost), string(authd.AuthBasic), string(authd.AuthPrivateKeyJWT)}

// method is how the client proves who it is, and what kind it is: Auth0 may
// leave out the one or the other.
func (p *planner) method(v export.Value) (string, string) {
	method, kind := v.Text("token_endpoint_auth_method"), v.Text("app_type")
	if v.Group("client_authentication_methods").Has("private_key_jwt") {
		method = string(authd.AuthPrivateKeyJWT)
	}
	switch {
	case kind == "" && method == string(authd.AuthNone):
		kind = "spa"
	case kind == "":
		kind = "regular_web"
	}
	known := slices.Contains(methods, method)
	if !known && method != "" {
		p.changed(v.Path()+".token_endpoint_auth_method", "%s is not known here; the one usual for a %s client counts", method, kind)
	}
	switch {
	case known:
	case kind == "spa" || kind == "native":
		method = string(authd.AuthNone)
	default:
		method = string(authd.AuthPost)
	}
	return method, kind
}

// usualGrants are what Auth0 lets a new client of each kind do.
var usualGrants = map[string][]string{
	"spa":             {"authorization_code", "implicit", "refresh_token"},
	"native":          {"authorization_code", "implicit", "refresh_token"},
	"regular_web":     {"authorization_code", "implicit", "refresh_token", "client_credentials"},
	"non_interactive": {"client_credentials"},
}

func (p *planner) grantTypes(v export.Value, c document.Client) []string {
	path := c.Path() + ".grant_types"
	said := v.Texts("grant_types")
	if !v.Has("grant_types") {
		said = usualGrants[c.AppType]
		p.changed(path, "the export has none; these are what Auth0 lets a %s client do", c.AppType)
	}
	var list []string
	for _, g := range said {
		switch {
		case !slices.Contains(oauth.GrantTypes, oauth.GrantType(g)):
			p.lost(path, "%s is no grant here", g)
		case g == string(oauth.GrantClientCredentials) && c.TokenEndpointAuthMethod == string(authd.AuthNone):
			p.changed(path, "client_credentials is left out: the client has no secret to prove itself with")
		case !slices.Contains(list, g):
			list = append(list, g)
		}
	}
	return list
}

// idToken is the lifetime and the algorithm of ID tokens.
func (p *planner) idToken(v export.Value, c *document.Client) {
	g, path := v.Group("jwt_configuration"), c.Path()+".jwt_configuration"
	c.JWTConfiguration.LifetimeInSeconds = p.carry(path+".lifetime_in_seconds", clock{g, "lifetime_in_seconds", time.Second, 10 * time.Hour})
	c.JWTConfiguration.Alg = p.algorithm(g, "alg", path)
	if c.JWTConfiguration.Alg == "HS256" && c.TokenEndpointAuthMethod != string(authd.AuthPost) && c.TokenEndpointAuthMethod != string(authd.AuthBasic) {
		p.changed(path+".alg", "RS256 signs: HS256 would need a client secret")
		c.JWTConfiguration.Alg = ""
	}
	p.left.Add("clients[]", c.ClientID, g)
}

// prove gives the client what it proves itself with.
func (p *planner) prove(v export.Value, c *document.Client) {
	path, secret := c.Path(), v.Secret("client_secret")
	switch authd.AuthMethod(c.TokenEndpointAuthMethod) {
	case authd.AuthNone:
	case authd.AuthPrivateKeyJWT:
		c.TokenEndpointAuthMethod, c.GrantTypes = "", nil
		p.fillIn(path+".app_type", "this client signs with keys, which the export does not have, so nothing is allowed to it yet: add jwks_uri or jwks_file, token_endpoint_auth_method: private_key_jwt and grant_types")
	default:
		setting := path + ".client_secret_file"
		if c.JWTConfiguration.Alg == "HS256" {
			c.ClientSecretFile = p.keySecret(setting, "client-"+c.ClientID, secret)
		} else if secret != "" || usesSecret(c.GrantTypes) {
			c.ClientSecretFile = p.secret(setting, "client-"+c.ClientID, secret)
		}
	}
}

// usesSecret reports whether a grant is redeemed at /oauth/token.
func usesSecret(grants []string) bool {
	return slices.ContainsFunc(grants, func(g string) bool { return g != string(oauth.GrantImplicit) })
}
