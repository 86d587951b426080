package document

import "authd/internal/brand"

// A File is the document as it is written; config.example.yaml explains every
// key and names its unit and default. The first key of a list's elements names them in paths.
type File struct {
	Issuer       string       `mapstructure:"issuer"`
	DataDir      string       `mapstructure:"data_dir"`
	Server       Server       `mapstructure:"server"`
	Admin        Admin        `mapstructure:"admin"`
	Storage      Storage      `mapstructure:"storage"`
	Keys         Keys         `mapstructure:"keys"`
	Audit        Audit        `mapstructure:"audit"`
	Log          Log          `mapstructure:"log"`
	Tenant       Tenant       `mapstructure:"tenant"`
	Userinfo     Userinfo     `mapstructure:"userinfo"`
	Clients      []Client     `mapstructure:"clients"`
	APIs         []API        `mapstructure:"apis"`
	Connections  []Connection `mapstructure:"connections"`
	Delivery     Delivery     `mapstructure:"delivery"`
	Limits       Limits       `mapstructure:"limits"`
	Outbound     Outbound     `mapstructure:"outbound"`
	Registration Registration `mapstructure:"registration"`
	Dev          Dev          `mapstructure:"dev"`
}

// Server is the section server: where authd listens, and whose X-Forwarded-*
// headers it believes.
type Server struct {
	Listen         string    `mapstructure:"listen"`
	TLS            TLS       `mapstructure:"tls"`
	TrustedProxies []Network `mapstructure:"trusted_proxies"`
	AdminListen    string    `mapstructure:"admin_listen"`
	ShutdownDelay  Lifetime  `mapstructure:"shutdown_delay"`
}

// TLS is server.tls. The two files are for mode files only.
type TLS struct {
	Mode     string `mapstructure:"mode" oneof:"local files off"`
	CertFile string `mapstructure:"cert_file"`
	KeyFile  string `mapstructure:"key_file"`
}

// Admin is the section admin: who may keep people by the management API, which
// server.admin_listen serves where there is a token.
type Admin struct {
	Token     string `mapstructure:"token"`
	TokenFile string `mapstructure:"token_file"`
}

// Storage is the section storage. DSN is a file's path for sqlite, and a libpq URL
// or keyword string for postgres.
type Storage struct {
	Driver string `mapstructure:"driver" oneof:"sqlite postgres"`
	DSN    string `mapstructure:"dsn"`
}

// Keys is the section keys: how often signing keys change, and how long before it
// signs a new one is published.
type Keys struct {
	RotateEvery  Lifetime `mapstructure:"rotate_every"`
	PublishAhead Lifetime `mapstructure:"publish_ahead"`
}

// Audit is the section audit: how long the audit log is kept.
type Audit struct {
	Retention Lifetime `mapstructure:"retention"`
}

// Log is the section log.
type Log struct {
	Format string `mapstructure:"format" oneof:"text json"`
	Level  string `mapstructure:"level" oneof:"debug info warn error"`
}

// Tenant is the section tenant: what holds for all clients. The lifetimes are those
// of the session in the browser, counted from the login and from its last use.
type Tenant struct {
	FriendlyName        string     `mapstructure:"friendly_name"`
	DefaultAudience     string     `mapstructure:"default_audience"`
	SessionLifetime     Lifetime   `mapstructure:"session_lifetime"`
	IdleSessionLifetime Lifetime   `mapstructure:"idle_session_lifetime"`
	AllowedLogoutURLs   []string   `mapstructure:"allowed_logout_urls"`
	RevokeOnLogout      bool       `mapstructure:"revoke_refresh_tokens_on_logout"`
	OIDCStrict          bool       `mapstructure:"oidc_strict"`
	CrossSiteSilentAuth bool       `mapstructure:"cross_site_silent_auth"`
	DeviceFlow          DeviceFlow `mapstructure:"device_flow"`
	Branding            Branding   `mapstructure:"branding"`
}

// DeviceFlow is tenant.device_flow: how devices without a browser are allowed (RFC
// 8628). Interval is between two questions of a device.
type DeviceFlow struct {
	CodeLifetime Lifetime `mapstructure:"code_lifetime"`
	Interval     Lifetime `mapstructure:"interval"`
}

// Branding is tenant.branding: what holds where a client says nothing of its own.
type Branding struct {
	LogoURI             brand.Logo  `mapstructure:"logo_uri"`
	PolicyURI           string      `mapstructure:"policy_uri"`
	TOSURI              string      `mapstructure:"tos_uri"`
	PrimaryColor        brand.Color `mapstructure:"primary_color"`
	PageBackgroundColor brand.Color `mapstructure:"page_background_color"`
}

// Userinfo is the section userinfo: access tokens for no API, good only at
// /userinfo. Auth0 fixes their lifetimes; here they are settings.
type Userinfo struct {
	TokenLifetimeForWeb Lifetime `mapstructure:"token_lifetime_for_web"`
	TokenLifetime       Lifetime `mapstructure:"token_lifetime"`
	TokenFormat         string   `mapstructure:"token_format" oneof:"opaque jwt"`
	AccessTokenInQuery  bool     `mapstructure:"access_token_in_query"`
}

// An API is one of apis, a resource server in OAuth's words (RFC 6749 §1.1).
// TokenLifetimeForWeb is for tokens issued at /authorize, TokenLifetime for those
// of /oauth/token, and the upper limit of the other.
type API struct {
	Identifier        string `mapstructure:"identifier"`
	Name              string `mapstructure:"name"`
	SigningAlg        string `mapstructure:"signing_alg" oneof:"RS256 PS256 ES256 HS256"`
	SigningSecret     string `mapstructure:"signing_secret"`
	SigningSecretFile string `mapstructure:"signing_secret_file"`
	TokenDialect      string `mapstructure:"token_dialect" oneof:"access_token rfc9068_profile"`

	IntrospectionSecret     string `mapstructure:"introspection_secret"`
	IntrospectionSecretFile string `mapstructure:"introspection_secret_file"`

	TokenLifetime       Lifetime `mapstructure:"token_lifetime"`
	TokenLifetimeForWeb Lifetime `mapstructure:"token_lifetime_for_web"`
	AllowOfflineAccess  bool     `mapstructure:"allow_offline_access"`
	Scopes              []Scope  `mapstructure:"scopes"`
}

// A Scope is one of apis[].scopes: a value that clients may ask for, and the words
// in which people are told of it.
type Scope struct {
	Value       string `mapstructure:"value"`
	Description string `mapstructure:"description"`
}

// A Connection is one of connections: a way to log in, and the people who use it.
type Connection struct {
	Name          string `mapstructure:"name"`
	Strategy      string `mapstructure:"strategy" oneof:"email sms"`
	DisableSignup bool   `mapstructure:"disable_signup"`
	PreserveCase  bool   `mapstructure:"preserve_case"`
	TOTP          TOTP   `mapstructure:"totp"`
}

// TOTP is connections[].totp, called so by Auth0: the digits of a code and how
// long it lives. Fewer than 6 digits, or more than 10 minutes, make a code
// guessable (NIST SP 800-63B §5.1.3.2).
type TOTP struct {
	Length   int      `mapstructure:"length" min:"6" max:"10"`
	TimeStep Lifetime `mapstructure:"time_step"`
}

// Delivery is the section delivery: how codes and links reach people.
type Delivery struct {
	Email Email `mapstructure:"email"`
	SMS   SMS   `mapstructure:"sms"`
}

// Email is delivery.email. Templates is a folder, and empty for the built-in ones.
type Email struct {
	Driver    string `mapstructure:"driver" oneof:"smtp inbox"`
	From      string `mapstructure:"from"`
	SMTP      SMTP   `mapstructure:"smtp"`
	Fallback  SMTP   `mapstructure:"smtp_fallback"`
	Templates string `mapstructure:"templates"`
}

// SMTP is delivery.email.smtp: the mail server that driver smtp hands mails to. In
// delivery.email.smtp_fallback it is the one after it, and none without a Host.
type SMTP struct {
	Host         string `mapstructure:"host"`
	Port         int    `mapstructure:"port" min:"1" max:"65535"`
	TLS          string `mapstructure:"tls" oneof:"none starttls implicit"`
	Username     string `mapstructure:"username"`
	Password     string `mapstructure:"password"`
	PasswordFile string `mapstructure:"password_file"`
}

// SMS is delivery.sms: how text messages leave, and to which countries (ISO
// 3166-1). URL is the webhook, or Twilio's API where it is not the usual one.
type SMS struct {
	Driver                string                `mapstructure:"driver" oneof:"none webhook twilio inbox"`
	Countries             []string              `mapstructure:"countries"`
	From                  string                `mapstructure:"from"`
	URL                   string                `mapstructure:"url"`
	GatewayAuthentication GatewayAuthentication `mapstructure:"gateway_authentication"`
	Twilio                Twilio                `mapstructure:"twilio"`
}

// GatewayAuthentication is delivery.sms.gateway_authentication, with Auth0's
// names: the bearer token that the webhook is called with, a JWT signed with HS256.
type GatewayAuthentication struct {
	Method              string `mapstructure:"method" oneof:"none bearer"`
	Subject             string `mapstructure:"subject"`
	Audience            string `mapstructure:"audience"`
	Secret              string `mapstructure:"secret"`
	SecretFile          string `mapstructure:"secret_file"`
	SecretBase64Encoded bool   `mapstructure:"secret_base64_encoded"`
}

// Twilio is delivery.sms.twilio: an account, and what may stand for a sender.
type Twilio struct {
	SID                 string `mapstructure:"sid"`
	Token               string `mapstructure:"token"`
	TokenFile           string `mapstructure:"token_file"`
	MessagingServiceSID string `mapstructure:"messaging_service_sid"`
}

// Limits is the section limits: what is refused with 429. They are counted in the
// database, so they hold over all instances together; only those of /oauth/token
// are counted by each instance for itself.
type Limits struct {
	PasswordlessStart StartLimits        `mapstructure:"passwordless_start"`
	Code              CodeLimits         `mapstructure:"code"`
	SMS               SMSLimits          `mapstructure:"sms"`
	DeviceFlow        DeviceLimits       `mapstructure:"device_flow"`
	Token             TokenLimits        `mapstructure:"token"`
	Registration      RegistrationLimits `mapstructure:"registration"`
}

// StartLimits is limits.passwordless_start: how many codes are sent.
type StartLimits struct {
	PerAddress Rates `mapstructure:"per_address"`
	PerIP      Rates `mapstructure:"per_ip"`
}

// SMSLimits is limits.sms: what text messages may cost. A block are the numbers
// that differ in their last three digits.
type SMSLimits struct {
	PerBlock   Rates `mapstructure:"per_block"`
	PerCountry Rates `mapstructure:"per_country"`
	Total      Rates `mapstructure:"total"`
}

// CodeLimits is limits.code: how often codes are guessed. Tries counts the wrong
// answers to one code, the rates those to all codes of an address, or from an IP.
type CodeLimits struct {
	Tries           int   `mapstructure:"tries" min:"1" max:"10"`
	WrongPerAddress Rates `mapstructure:"wrong_per_address"`
	WrongPerIP      Rates `mapstructure:"wrong_per_ip"`
}

// DeviceLimits is limits.device_flow: wrong codes that are typed for a device.
type DeviceLimits struct {
	WrongPerIP Rates `mapstructure:"wrong_per_ip"`
}

// TokenLimits is limits.token: requests to the endpoints where clients show their
// secrets, and wrong secrets from one IP for one client.
type TokenLimits struct {
	PerIP            Rates `mapstructure:"per_ip"`
	WrongSecretPerIP Rates `mapstructure:"wrong_secret_per_ip"`
}

// Outbound is the section outbound: which networks authd itself may connect to,
// besides the internet, to fetch what clients publish.
type Outbound struct {
	AllowedNetworks []Network `mapstructure:"allowed_networks"`
}

// Dev is the section dev: what helps to develop, and lets anyone in. It is refused
// unless issuer and listener are loopback.
type Dev struct {
	Enabled    bool        `mapstructure:"enabled"`
	Inbox      bool        `mapstructure:"inbox"`
	Clock      bool        `mapstructure:"clock"`
	FixedCodes []FixedCode `mapstructure:"fixed_codes"`
	Users      []User      `mapstructure:"users"`
}

// A FixedCode is one of dev.fixed_codes: the code that an address always gets, for
// conformance suites. Only reserved top-level domains (RFC 2606 §2) may have one.
type FixedCode struct {
	Address string `mapstructure:"address"`
	Code    string `mapstructure:"code"`
}
