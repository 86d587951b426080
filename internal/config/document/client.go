package document

type Client struct {
	ClientID                  string           `mapstructure:"client_id"`
	Name                      string           `mapstructure:"name"`
	AppType                   string           `mapstructure:"app_type" oneof:"spa native regular_web non_interactive"`
	ClientSecret              string           `mapstructure:"client_secret"`
	ClientSecretFile          string           `mapstructure:"client_secret_file"`
	TokenEndpointAuthMethod   string           `mapstructure:"token_endpoint_auth_method" oneof:"none client_secret_post client_secret_basic"`
	StrictAuthMethod          bool             `mapstructure:"strict_auth_method"`
	GrantTypes                []string         `mapstructure:"grant_types"`
	Callbacks                 []string         `mapstructure:"callbacks"`
	WildcardCallbacks         bool             `mapstructure:"wildcard_callbacks"`
	WebOrigins                []string         `mapstructure:"web_origins"`
	AllowedOrigins            []string         `mapstructure:"allowed_origins"`
	AllowedLogoutURLs         []string         `mapstructure:"allowed_logout_urls"`
	JWTConfiguration          JWTConfiguration `mapstructure:"jwt_configuration"`
	DefaultAudience           string           `mapstructure:"default_audience"`
	TokenLifetimes            []TokenLifetimes `mapstructure:"token_lifetimes"`
	AllowRequestedLifetime    bool             `mapstructure:"allow_requested_lifetime"`
	RefreshToken              RefreshToken     `mapstructure:"refresh_token"`
	ClientGrants              []ClientGrant    `mapstructure:"client_grants"`
	IsFirstParty              bool             `mapstructure:"is_first_party"`
	CrossOriginAuthentication bool             `mapstructure:"cross_origin_authentication"`
	Connections               []string         `mapstructure:"connections"`
}

type JWTConfiguration struct {
	LifetimeInSeconds Lifetime `mapstructure:"lifetime_in_seconds"`
	Alg               string   `mapstructure:"alg" oneof:"RS256 PS256 ES256 HS256"`
}

type TokenLifetimes struct {
	Audience            string   `mapstructure:"audience"`
	TokenLifetimeForWeb Lifetime `mapstructure:"token_lifetime_for_web"`
	TokenLifetime       Lifetime `mapstructure:"token_lifetime"`
}

type RefreshToken struct {
	RotationType      string   `mapstructure:"rotation_type" oneof:"rotating non-rotating"`
	ExpirationType    string   `mapstructure:"expiration_type" oneof:"expiring non-expiring"`
	TokenLifetime     Lifetime `mapstructure:"token_lifetime"`
	IdleTokenLifetime Lifetime `mapstructure:"idle_token_lifetime"`
	Leeway            Span     `mapstructure:"leeway"`
}

type ClientGrant struct {
	Audience string   `mapstructure:"audience"`
	Scope    []string `mapstructure:"scope"`
}
