package config

import (
	"time"

	"authd/internal/authd"
	"authd/internal/brand"
	"authd/internal/config/document"
	"authd/internal/jwks"
	"authd/internal/oauth"
)

// setting is a value with its place. Not said, or said but useless, is not set.
func setting[T any](r *reading, path string, v T) authd.Value[T] {
	at, said := r.notes.Tree.At(path)
	if !said {
		return authd.Value[T]{At: at}
	}
	return authd.Value[T]{V: v, At: at, Set: true}
}

// text is setting for words, of which the empty one counts as not set.
func text(r *reading, path, v string) authd.Value[string] {
	if v == "" {
		return authd.Value[string]{At: authd.Setting{Path: path}}
	}
	return setting(r, path, v)
}

func duration(r *reading, path string, l document.Lifetime) authd.Value[time.Duration] {
	return setting(r, path, time.Duration(l))
}

func (r *reading) directory() authd.Directory {
	d := authd.Directory{
		Tenant:      r.tenant(),
		Clients:     map[string]authd.Client{},
		APIs:        map[string]authd.API{},
		Connections: map[string]authd.Connection{},
	}
	for _, c := range r.served() {
		d.Connections[c.Name] = connection(c)
	}
	for _, a := range r.file.APIs {
		d.APIs[a.Identifier] = r.api(a)
	}
	for _, c := range r.file.Clients {
		d.Clients[c.ClientID] = r.client(c)
	}
	return d
}

func (r *reading) tenant() authd.Tenant {
	t, u := r.file.Tenant, r.file.Userinfo
	return authd.Tenant{
		Issuer:              r.file.Issuer,
		FriendlyName:        t.FriendlyName,
		Brand:               tenantBrand(t.Branding),
		DefaultAudience:     text(r, "tenant.default_audience", t.DefaultAudience),
		SessionLifetime:     duration(r, "tenant.session_lifetime", t.SessionLifetime),
		IdleSessionLifetime: duration(r, "tenant.idle_session_lifetime", t.IdleSessionLifetime),
		RevokeOnLogout:      t.RevokeOnLogout,
		AllowedLogoutURLs:   t.AllowedLogoutURLs,
		OIDCStrict:          t.OIDCStrict,
		ClientRegistration:  r.file.Registration.Enabled,
		CrossSiteSilentAuth: t.CrossSiteSilentAuth,
		DeviceFlow: authd.DeviceFlow{
			CodeLifetime: time.Duration(t.DeviceFlow.CodeLifetime),
			Interval:     time.Duration(t.DeviceFlow.Interval),
		},
		Userinfo: authd.Userinfo{
			TokenLifetimeForWeb: duration(r, "userinfo.token_lifetime_for_web", u.TokenLifetimeForWeb),
			TokenLifetime:       duration(r, "userinfo.token_lifetime", u.TokenLifetime),
			TokenFormat:         text(r, "userinfo.token_format", u.TokenFormat),
			TokenInQuery:        u.AccessTokenInQuery,
		},
	}
}

// served lists the connections that messages can be sent through, in their order.
func (r *reading) served() []document.Connection {
	var list []document.Connection
	for _, c := range r.file.Connections {
		if c.Strategy == document.StrategyEmail || r.file.Delivery.SMS.Driver != document.SMSNone {
			list = append(list, c)
		}
	}
	return list
}

func connection(c document.Connection) authd.Connection {
	return authd.Connection{
		Name:          c.Name,
		Strategy:      c.Strategy,
		DisableSignup: c.DisableSignup,
		PreserveCase:  c.PreserveCase,
		CodeLength:    c.TOTP.Length,
		CodeLifetime:  time.Duration(c.TOTP.TimeStep),
	}
}

func (r *reading) api(a document.API) authd.API {
	path := a.Path()
	scopes := make([]authd.APIScope, len(a.Scopes))
	for i, s := range a.Scopes {
		scopes[i] = authd.APIScope(s)
	}
	return authd.API{
		Identifier:          a.Identifier,
		Name:                a.Name,
		SigningAlg:          text(r, path+".signing_alg", a.SigningAlg),
		SigningSecret:       a.SigningSecret,
		IntrospectionSecret: a.IntrospectionSecret,
		TokenDialect:        text(r, path+".token_dialect", a.TokenDialect),
		TokenLifetime:       duration(r, path+".token_lifetime", a.TokenLifetime),
		TokenLifetimeForWeb: duration(r, path+".token_lifetime_for_web", a.TokenLifetimeForWeb),
		AllowOfflineAccess:  setting(r, path+".allow_offline_access", a.AllowOfflineAccess),
		Scopes:              scopes,
	}
}

func (r *reading) client(c document.Client) authd.Client {
	path := c.Path()
	return authd.Client{
		ID:                     c.ClientID,
		Name:                   c.Name,
		AppType:                c.AppType,
		Secret:                 c.ClientSecret,
		Callbacks:              c.Callbacks,
		WildcardCallbacks:      c.WildcardCallbacks,
		WebOrigins:             c.WebOrigins,
		AllowedOrigins:         c.AllowedOrigins,
		AllowedLogoutURLs:      c.AllowedLogoutURLs,
		BackchannelLogoutURI:   c.BackchannelLogoutURI,
		FrontchannelLogoutURI:  c.FrontchannelLogoutURI,
		GrantTypes:             setting(r, path+".grant_types", grantTypes(c)),
		ResponseTypes:          setting(r, path+".response_types", responseTypes(c)),
		IDTokenLifetime:        duration(r, path+".jwt_configuration.lifetime_in_seconds", c.JWTConfiguration.LifetimeInSeconds),
		IDTokenAlg:             text(r, path+".jwt_configuration.alg", c.JWTConfiguration.Alg),
		DefaultAudience:        text(r, path+".default_audience", c.DefaultAudience),
		TokenLifetimes:         r.tokenLifetimes(c),
		AllowRequestedLifetime: setting(r, path+".allow_requested_lifetime", c.AllowRequestedLifetime),
		RefreshToken:           r.refreshToken(c),
		ClientGrants:           clientGrants(c),
		AuthMethod:             authd.AuthMethod(c.TokenEndpointAuthMethod),
		StrictAuthMethod:       c.StrictAuthMethod,
		UserinfoAlg:            alg(c.UserinfoSignedResponseAlg, document.NoAlg),
		RequestObjectAlg:       alg(c.RequestObjectSigningAlg, document.AnyAlg),
		RequireRequestObject:   c.RequireSignedRequest,
		Keys:                   clientKeys(c),
		KeysAddress:            c.JWKSURI,
		RequirePKCE:            c.RequirePKCE,
		RequirePushed:          c.RequirePushed,
		DPoPBound:              setting(r, path+".dpop_bound_access_tokens", c.DPoPBound),
		SubjectType:            c.SubjectType,
		SectorIdentifierURI:    c.SectorIdentifierURI,
		FirstParty:             c.IsFirstParty,
		Brand:                  clientBrand(c).Or(tenantBrand(r.file.Tenant.Branding)),
		CrossOrigin:            c.CrossOriginAuthentication,
		CrossOriginLoc:         c.CrossOriginLoc,
		LegacyRO:               c.LegacyRO,
		Connections:            r.clientConnections(c),
	}
}

func tenantBrand(b document.Branding) brand.Brand {
	return brand.Brand{
		Logo: b.LogoURI, Policy: b.PolicyURI, Terms: b.TOSURI,
		Primary: b.PrimaryColor, Background: b.PageBackgroundColor,
	}
}

func clientBrand(c document.Client) brand.Brand {
	return brand.Brand{
		Logo: c.LogoURI, Policy: c.PolicyURI, Terms: c.TOSURI,
		Primary: c.Branding.PrimaryColor, Background: c.Branding.PageBackgroundColor,
	}
}

func grantTypes(c document.Client) []oauth.GrantType {
	list := make([]oauth.GrantType, len(c.GrantTypes))
	for i, g := range c.GrantTypes {
		list[i] = oauth.GrantType(g)
	}
	return list
}

// responseTypes are words that were checked to be readable.
func responseTypes(c document.Client) []oauth.ResponseType {
	list := make([]oauth.ResponseType, len(c.ResponseTypes))
	for i, words := range c.ResponseTypes {
		list[i], _ = oauth.ParseResponseType(words) // check.All has reported what is wrong
	}
	return list
}

// clientKeys are keys that were checked to be readable.
func clientKeys(c document.Client) []authd.ClientKey {
	if c.JWKS == "" {
		return nil
	}
	keys, _ := jwks.Parse(c.JWKS) // check.All has reported what is wrong
	return keys
}

// alg is the algorithm a setting says, empty where it says the word for unset.
func alg(said, unset string) string {
	if said == unset {
		return ""
	}
	return said
}

func clientGrants(c document.Client) []authd.ClientGrant {
	list := make([]authd.ClientGrant, len(c.ClientGrants))
	for i, g := range c.ClientGrants {
		list[i] = authd.ClientGrant{Audience: g.Audience, Scope: g.Scope}
	}
	return list
}

func (r *reading) tokenLifetimes(c document.Client) []authd.TokenLifetimes {
	list := make([]authd.TokenLifetimes, len(c.TokenLifetimes))
	for i, l := range c.TokenLifetimes {
		path := c.LifetimesPath(l.Audience)
		list[i] = authd.TokenLifetimes{
			Audience:            l.Audience,
			TokenLifetimeForWeb: duration(r, path+".token_lifetime_for_web", l.TokenLifetimeForWeb),
			TokenLifetime:       duration(r, path+".token_lifetime", l.TokenLifetime),
		}
	}
	return list
}

func (r *reading) refreshToken(c document.Client) authd.RefreshTokenSettings {
	path, t := c.Path()+".refresh_token", c.RefreshToken
	return authd.RefreshTokenSettings{
		RotationType:      text(r, path+".rotation_type", t.RotationType),
		ExpirationType:    text(r, path+".expiration_type", t.ExpirationType),
		TokenLifetime:     duration(r, path+".token_lifetime", t.TokenLifetime),
		IdleTokenLifetime: duration(r, path+".idle_token_lifetime", t.IdleTokenLifetime),
		Leeway:            setting(r, path+".leeway", time.Duration(t.Leeway)),
	}
}

// clientConnections is what the client lists, or everything when it lists none,
// of what is served.
func (r *reading) clientConnections(c document.Client) []string {
	var names []string
	listed := map[string]bool{}
	for _, name := range c.Connections {
		listed[name] = true
	}
	for _, entry := range r.served() {
		if listed[entry.Name] || len(c.Connections) == 0 {
			names = append(names, entry.Name)
		}
	}
	return names
}
