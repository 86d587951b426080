package document

import "authd/internal/brand"

// A Client is one of clients: an application that asks for tokens. The names are
// those of Auth0's client, so that settings can be copied over. Secrets come from
// one place each: the file itself, a file it names, or the environment.
type Client struct {
	ClientID                  string           `mapstructure:"client_id"`
	Name                      string           `mapstructure:"name"`
	AppType                   string           `mapstructure:"app_type" oneof:"spa native regular_web non_interactive"`
	ClientSecret              string           `mapstructure:"client_secret"`
	ClientSecretFile          string           `mapstructure:"client_secret_file"`
	TokenEndpointAuthMethod   string           `mapstructure:"token_endpoint_auth_method" oneof:"none client_secret_post client_secret_basic client_secret_jwt private_key_jwt"`
	UserinfoSignedResponseAlg string           `mapstructure:"userinfo_signed_response_alg" oneof:"none RS256 PS256 ES256 HS256"`
	RequestObjectSigningAlg   string           `mapstructure:"request_object_signing_alg" oneof:"any RS256 PS256 ES256 HS256"`
	RequireSignedRequest      bool             `mapstructure:"require_signed_request_object"`
	JWKS                      string           `mapstructure:"jwks"`
	JWKSFile                  string           `mapstructure:"jwks_file"`
	JWKSURI                   string           `mapstructure:"jwks_uri"`
	StrictAuthMethod          bool             `mapstructure:"strict_auth_method"`
	RequirePKCE               bool             `mapstructure:"require_pkce"`
	RequirePushed             bool             `mapstructure:"require_pushed_authorization_requests"`
	DPoPBound                 bool             `mapstructure:"dpop_bound_access_tokens"`
	SubjectType               string           `mapstructure:"subject_type" oneof:"public pairwise"`
	SectorIdentifierURI       string           `mapstructure:"sector_identifier_uri"`
	GrantTypes                []string         `mapstructure:"grant_types"`
	ResponseTypes             []string         `mapstructure:"response_types"`
	Callbacks                 []string         `mapstructure:"callbacks"`
	WildcardCallbacks         bool             `mapstructure:"wildcard_callbacks"`
	WebOrigins                []string         `mapstructure:"web_origins"`
	AllowedOrigins            []string         `mapstructure:"allowed_origins"`
	AllowedLogoutURLs         []string         `mapstructure:"allowed_logout_urls"`
	BackchannelLogoutURI      string           `mapstructure:"backchannel_logout_uri"`
	BackchannelSession        bool             `mapstructure:"backchannel_logout_session_required"`
	FrontchannelLogoutURI     string           `mapstructure:"frontchannel_logout_uri"`
	FrontchannelSession       bool             `mapstructure:"frontchannel_logout_session_required"`
	JWTConfiguration          JWTConfiguration `mapstructure:"jwt_configuration"`
	DefaultAudience           string           `mapstructure:"default_audience"`
	TokenLifetimes            []TokenLifetimes `mapstructure:"token_lifetimes"`
	AllowRequestedLifetime    bool             `mapstructure:"allow_requested_lifetime"`
	RefreshToken              RefreshToken     `mapstructure:"refresh_token"`
	ClientGrants              []ClientGrant    `mapstructure:"client_grants"`
	IsFirstParty              bool             `mapstructure:"is_first_party"`
	CrossOriginAuthentication bool             `mapstructure:"cross_origin_authentication"`
	CrossOriginLoc            string           `mapstructure:"cross_origin_loc"`
	LegacyRO                  bool             `mapstructure:"legacy_ro"`
	Connections               []string         `mapstructure:"connections"`
	LogoURI                   brand.Logo       `mapstructure:"logo_uri"`
	PolicyURI                 string           `mapstructure:"policy_uri"`
	TOSURI                    string           `mapstructure:"tos_uri"`
	Branding                  Colors           `mapstructure:"branding"`
}

// AnyAlg stands in request_object_signing_alg for the algorithms of the keys, and
// NoAlg in userinfo_signed_response_alg for an answer that is not signed.
const (
	AnyAlg = "any"
	NoAlg  = "none"
)

// Colors is clients[].branding, with the names of Auth0's branding.
type Colors struct {
	PrimaryColor        brand.Color `mapstructure:"primary_color"`
	PageBackgroundColor brand.Color `mapstructure:"page_background_color"`
}

// JWTConfiguration is clients[].jwt_configuration. It is about the ID token alone,
// whatever its name suggests: it never changes an access token or expires_in.
type JWTConfiguration struct {
	LifetimeInSeconds Lifetime `mapstructure:"lifetime_in_seconds"`
	Alg               string   `mapstructure:"alg" oneof:"RS256 PS256 ES256 HS256"`
}

// TokenLifetimes is one of clients[].token_lifetimes: what this client's access
// tokens for one audience live, before what the API or the userinfo section says.
// The audience is an API's identifier, or userinfo for tokens without an API.
type TokenLifetimes struct {
	Audience            string   `mapstructure:"audience"`
	TokenLifetimeForWeb Lifetime `mapstructure:"token_lifetime_for_web"`
	TokenLifetime       Lifetime `mapstructure:"token_lifetime"`
}

// RefreshToken is clients[].refresh_token, with Auth0's names and rules. Leeway may
// be 0: then a token that was replaced is refused at once. Without a secret tokens
// rotate whatever is set, and tokens that rotate expire.
type RefreshToken struct {
	RotationType      string   `mapstructure:"rotation_type" oneof:"rotating non-rotating"`
	ExpirationType    string   `mapstructure:"expiration_type" oneof:"expiring non-expiring"`
	TokenLifetime     Lifetime `mapstructure:"token_lifetime"`
	IdleTokenLifetime Lifetime `mapstructure:"idle_token_lifetime"`
	Leeway            Span     `mapstructure:"leeway"`
}

// A ClientGrant is one of clients[].client_grants: an API that the client may call
// in its own name (RFC 6749 §4.4), and the scope it gets there.
type ClientGrant struct {
	Audience string   `mapstructure:"audience"`
	Scope    []string `mapstructure:"scope"`
}
