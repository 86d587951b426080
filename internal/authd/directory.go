package authd

import (
	"crypto"
	"slices"
	"time"

	"authd/internal/brand"
	"authd/internal/oauth"
)

// A Directory is everything the configuration says about who may ask for what.
// It is immutable: a request works with the one it began with.
type Directory struct {
	Tenant      Tenant
	Clients     map[string]Client     // by client_id
	APIs        map[string]API        // by identifier
	Connections map[string]Connection // by name
}

// A Tenant holds what is true for all clients.
type Tenant struct {
	Issuer              string // exact `iss` of every token, ends in "/"
	FriendlyName        string
	Brand               brand.Brand // of pages that belong to no client
	DefaultAudience     Value[string]
	SessionLifetime     Value[time.Duration] // from login, however active
	IdleSessionLifetime Value[time.Duration] // since last use
	RevokeOnLogout      bool                 // a session's refresh tokens end with it
	AllowedLogoutURLs   []string             // where any client may send people after logging out
	OIDCStrict          bool                 // updated_at is a number, as OIDC Core §5.1 says, and not Auth0's text
	ClientRegistration  bool                 // applications may register themselves
	CrossSiteSilentAuth bool                 // the session cookie is SameSite=None
	Userinfo            Userinfo
	DeviceFlow          DeviceFlow
}

// DeviceFlow says how devices without a browser are allowed (settings
// tenant.device_flow).
type DeviceFlow struct {
	CodeLifetime time.Duration
	Interval     time.Duration // from one poll to the next
}

// UserinfoAudience is the audience of a token that is good at /userinfo.
func (t Tenant) UserinfoAudience() string { return t.Issuer + "userinfo" }

// Userinfo says how tokens are made that are meant for no API (settings userinfo.*).
type Userinfo struct {
	TokenLifetimeForWeb Value[time.Duration] // issued at /authorize
	TokenLifetime       Value[time.Duration] // issued at /oauth/token
	TokenFormat         Value[string]        // "opaque" or "jwt"
	TokenInQuery        bool                 // /userinfo takes ?access_token=
}

// A Client is an application (clients[]; Auth0: application).
type Client struct {
	ID                     string
	Name                   string
	AppType                string // spa, native, regular_web, non_interactive
	Secret                 string // empty for a public client
	Callbacks              []string
	WildcardCallbacks      bool // "*" in the left-most label of a callback's host stands for one label
	WebOrigins             []string
	AllowedOrigins         []string
	AllowedLogoutURLs      []string // where this client may send people after logging out
	BackchannelLogoutURI   string   // where it is told that a session ended; empty: it is not
	FrontchannelLogoutURI  string   // its page that ends its own session in a frame; empty: none
	GrantTypes             Value[[]oauth.GrantType]
	ResponseTypes          Value[[]oauth.ResponseType] // not set: whatever GrantTypes allow
	IDTokenLifetime        Value[time.Duration]        // jwt_configuration.lifetime_in_seconds
	IDTokenAlg             Value[string]               // jwt_configuration.alg
	DefaultAudience        Value[string]
	TokenLifetimes         []TokenLifetimes // this client only, one entry an audience
	AllowRequestedLifetime Value[bool]
	RefreshToken           RefreshTokenSettings
	ClientGrants           []ClientGrant // what it may do in its own name
	AuthMethod             AuthMethod
	Keys                   []ClientKey // for AuthPrivateKeyJWT and request objects
	UserinfoAlg            string      // what /userinfo signs its answers with, userinfo_signed_response_alg; empty: it does not
	RequestObjectAlg       string      // what they are signed with, HS256 by Secret; empty: that of the key
	RequireRequestObject   bool        // nothing is asked but by one, and what stands beside it does not count
	KeysAddress            string      // where it publishes them in their place, jwks_uri; may be empty
	StrictAuthMethod       bool        // of post and basic only AuthMethod counts
	RequirePushed          bool        // its requests come by /oauth/par alone
	RequirePKCE            bool        // of a confidential client too
	DPoPBound              Value[bool] // its access tokens are bound to a key, dpop_bound_access_tokens
	SubjectType            string      // SubjectPairwise, or public
	SectorIdentifierURI    string      // https; its host is the sector; empty: that of the callbacks
	FirstParty             bool
	Registered             bool        // by itself (RFC 7591): nobody here vouches for where it leads people
	CrossOrigin            bool        // its pages may log people in themselves, cross_origin_authentication
	LegacyRO               bool        // its popups may take codes at /oauth/ro, legacy_ro
	CrossOriginLoc         string      // its page that proves who began such a login; empty: none
	Connections            []string    // names, in the order configured
	Brand                  brand.Brand // with the tenant's where the client has none
}

// AudienceUserinfo stands in clients[].token_lifetimes[].audience for tokens
// that are meant for no API.
const AudienceUserinfo = "userinfo"

// TokenLifetimes are one client's own lifetimes for one audience.
type TokenLifetimes struct {
	Audience            string // an API's identifier, or AudienceUserinfo
	TokenLifetimeForWeb Value[time.Duration]
	TokenLifetime       Value[time.Duration]
}

// RefreshTokenSettings are clients[].refresh_token.
type RefreshTokenSettings struct {
	RotationType      Value[string] // rotating or non-rotating
	ExpirationType    Value[string] // expiring or non-expiring
	TokenLifetime     Value[time.Duration]
	IdleTokenLifetime Value[time.Duration]
	Leeway            Value[time.Duration]
}

// Allows reports whether the client may use grant.
func (c Client) Allows(grant oauth.GrantType) bool {
	for _, g := range c.GrantTypes.V {
		if g == grant {
			return true
		}
	}
	return false
}

// AllowsResponse reports whether response_types lets the client ask /authorize for t
// (OIDC Registration §2). The grants that t needs are another matter.
func (c Client) AllowsResponse(t oauth.ResponseType) bool {
	return !c.ResponseTypes.Set || slices.Contains(c.ResponseTypes.V, t)
}

// Public reports whether the client has nothing to prove who it is with (RFC
// 6749 §2.1). A secret that only signs its ID tokens does not count.
func (c Client) Public() bool {
	return c.AuthMethod == AuthNone || c.Secret == "" && c.AuthMethod != AuthPrivateKeyJWT
}

// HearsOfLogouts reports whether the client is told when a session ends.
func (c Client) HearsOfLogouts() bool {
	return c.BackchannelLogoutURI != "" || c.FrontchannelLogoutURI != ""
}

// GrantFor is the client grant for an API, and whether there is one.
func (c Client) GrantFor(audience string) (ClientGrant, bool) {
	for _, g := range c.ClientGrants {
		if g.Audience == audience {
			return g, true
		}
	}
	return ClientGrant{}, false
}

// A ClientGrant lets a client call an API in its own name (RFC 6749 §4.4), with
// this scope at most.
type ClientGrant struct {
	Audience string
	Scope    oauth.Scope
}

// A ClientKey is a public key of a client that signs for itself.
type ClientKey struct {
	ID     string // kid; may be empty where there is one key
	Alg    string // RS256, PS256 or ES256
	Public crypto.PublicKey
}

// A SigningKey signs tokens of this server.
type SigningKey struct {
	ID      string // kid
	Alg     string // RS256, PS256 or ES256
	Private crypto.Signer
}

// An AuthMethod is how a client proves who it is at /oauth/token (OIDC Core §9).
type AuthMethod string

// The methods. The empty one is AuthPost for a client with a secret, AuthNone
// for one without.
const (
	AuthNone          AuthMethod = "none"
	AuthPost          AuthMethod = "client_secret_post"
	AuthBasic         AuthMethod = "client_secret_basic"
	AuthSecretJWT     AuthMethod = "client_secret_jwt" // signed with HS256 and the client's secret
	AuthPrivateKeyJWT AuthMethod = "private_key_jwt"
)

// An API is what an access token is for (apis[]; OAuth: resource server).
type API struct {
	Identifier          string
	Name                string
	SigningAlg          Value[string] // RS256, PS256, ES256 or HS256
	SigningSecret       string        // HS256 only
	TokenDialect        Value[string] // DialectAuth0 or DialectProfile
	IntrospectionSecret string        // by which it may ask about its tokens; empty: it may not
	TokenLifetime       Value[time.Duration]
	TokenLifetimeForWeb Value[time.Duration]
	AllowOfflineAccess  Value[bool]
	Scopes              []APIScope
}

// The dialects of a JWT for an API, as Auth0 names them: which claims it has, and
// what its header calls it.
const (
	DialectAuth0   = "access_token"
	DialectProfile = "rfc9068_profile" // RFC 9068 §2
)

// An APIScope is one permission an API defines.
type APIScope struct {
	Value       string
	Description string
}

// Describe is what the API says about its scope value, or value itself.
func (a API) Describe(value string) string {
	for _, s := range a.Scopes {
		if s.Value == value && s.Description != "" {
			return s.Description
		}
	}
	return value
}

// HasScope reports whether the API defines value.
func (a API) HasScope(value string) bool {
	for _, s := range a.Scopes {
		if s.Value == value {
			return true
		}
	}
	return false
}

// Strategies: how a connection reaches people.
const (
	StrategyEmail = "email"
	StrategySMS   = "sms"
)

// A Connection is a way people prove who they are (connections[]).
type Connection struct {
	Name          string
	Strategy      string // StrategyEmail or StrategySMS
	DisableSignup bool   // only people who are already users may log in
	PreserveCase  bool   // Foo@x and foo@x are two people
	CodeLength    int    // digits
	CodeLifetime  time.Duration
}
