package config

// A file is the document as it is written; config.example.yaml explains every
// key. The first key of a list's elements names them in paths.
type file struct {
	Issuer      string            `mapstructure:"issuer"`
	DataDir     string            `mapstructure:"data_dir"`
	Server      serverKeys        `mapstructure:"server"`
	Storage     storageKeys       `mapstructure:"storage"`
	Keys        ringKeys          `mapstructure:"keys"`
	Log         logKeys           `mapstructure:"log"`
	Tenant      tenantKeys        `mapstructure:"tenant"`
	Userinfo    userinfoKeys      `mapstructure:"userinfo"`
	Clients     []clientEntry     `mapstructure:"clients"`
	APIs        []apiEntry        `mapstructure:"apis"`
	Connections []connectionEntry `mapstructure:"connections"`
	Delivery    deliveryKeys      `mapstructure:"delivery"`
	Limits      limitKeys         `mapstructure:"limits"`
	Dev         devKeys           `mapstructure:"dev"`
}

type serverKeys struct {
	Listen         string    `mapstructure:"listen"`
	TLS            tlsKeys   `mapstructure:"tls"`
	TrustedProxies []network `mapstructure:"trusted_proxies"`
	AdminListen    string    `mapstructure:"admin_listen"`
}

type tlsKeys struct {
	Mode     string `mapstructure:"mode" oneof:"local files off"`
	CertFile string `mapstructure:"cert_file"`
	KeyFile  string `mapstructure:"key_file"`
}

type storageKeys struct {
	Driver string `mapstructure:"driver" oneof:"sqlite postgres"`
	DSN    string `mapstructure:"dsn"`
}

type ringKeys struct {
	RotateEvery  lifetime `mapstructure:"rotate_every"`
	PublishAhead lifetime `mapstructure:"publish_ahead"`
}

type logKeys struct {
	Format string `mapstructure:"format" oneof:"text json"`
	Level  string `mapstructure:"level" oneof:"debug info warn error"`
}

type tenantKeys struct {
	FriendlyName        string   `mapstructure:"friendly_name"`
	DefaultAudience     string   `mapstructure:"default_audience"`
	SessionLifetime     lifetime `mapstructure:"session_lifetime"`
	IdleSessionLifetime lifetime `mapstructure:"idle_session_lifetime"`
	AllowedLogoutURLs   []string `mapstructure:"allowed_logout_urls"`
	CrossSiteSilentAuth bool     `mapstructure:"cross_site_silent_auth"`
}

type userinfoKeys struct {
	TokenLifetimeForWeb lifetime `mapstructure:"token_lifetime_for_web"`
	TokenLifetime       lifetime `mapstructure:"token_lifetime"`
	TokenFormat         string   `mapstructure:"token_format" oneof:"opaque jwt"`
}

type apiEntry struct {
	Identifier          string       `mapstructure:"identifier"`
	Name                string       `mapstructure:"name"`
	SigningAlg          string       `mapstructure:"signing_alg" oneof:"RS256 PS256 ES256 HS256"`
	SigningSecret       string       `mapstructure:"signing_secret"`
	SigningSecretFile   string       `mapstructure:"signing_secret_file"`
	TokenLifetime       lifetime     `mapstructure:"token_lifetime"`
	TokenLifetimeForWeb lifetime     `mapstructure:"token_lifetime_for_web"`
	AllowOfflineAccess  bool         `mapstructure:"allow_offline_access"`
	Scopes              []scopeEntry `mapstructure:"scopes"`
}

type scopeEntry struct {
	Value       string `mapstructure:"value"`
	Description string `mapstructure:"description"`
}

type connectionEntry struct {
	Name          string   `mapstructure:"name"`
	Strategy      string   `mapstructure:"strategy" oneof:"email sms"`
	DisableSignup bool     `mapstructure:"disable_signup"`
	PreserveCase  bool     `mapstructure:"preserve_case"`
	TOTP          totpKeys `mapstructure:"totp"`
}

// Fewer than 6 digits, or more than 10 minutes, make a code guessable (NIST
// SP 800-63B §5.1.3.2).
type totpKeys struct {
	Length   int      `mapstructure:"length" min:"6" max:"10"`
	TimeStep lifetime `mapstructure:"time_step"`
}

type deliveryKeys struct {
	Email emailKeys `mapstructure:"email"`
	SMS   smsKeys   `mapstructure:"sms"`
}

type emailKeys struct {
	Driver    string   `mapstructure:"driver" oneof:"smtp inbox"`
	From      string   `mapstructure:"from"`
	SMTP      smtpKeys `mapstructure:"smtp"`
	Templates string   `mapstructure:"templates"`
}

type smtpKeys struct {
	Host         string `mapstructure:"host"`
	Port         int    `mapstructure:"port" min:"1" max:"65535"`
	TLS          string `mapstructure:"tls" oneof:"none starttls implicit"`
	Username     string `mapstructure:"username"`
	Password     string `mapstructure:"password"`
	PasswordFile string `mapstructure:"password_file"`
}

type smsKeys struct {
	Driver string `mapstructure:"driver" oneof:"none webhook twilio"`
	URL    string `mapstructure:"url"`
}

type limitKeys struct {
	PasswordlessStart startLimitKeys `mapstructure:"passwordless_start"`
	Code              codeLimitKeys  `mapstructure:"code"`
	Token             tokenLimitKeys `mapstructure:"token"`
}

type startLimitKeys struct {
	PerAddress rates `mapstructure:"per_address"`
	PerIP      rates `mapstructure:"per_ip"`
}

type codeLimitKeys struct {
	Tries           int   `mapstructure:"tries" min:"1" max:"10"`
	WrongPerAddress rates `mapstructure:"wrong_per_address"`
	WrongPerIP      rates `mapstructure:"wrong_per_ip"`
}

type tokenLimitKeys struct {
	PerIP rates `mapstructure:"per_ip"`
}

type devKeys struct {
	Enabled    bool             `mapstructure:"enabled"`
	Inbox      bool             `mapstructure:"inbox"`
	FixedCodes []fixedCodeEntry `mapstructure:"fixed_codes"`
}

type fixedCodeEntry struct {
	Address string `mapstructure:"address"`
	Code    string `mapstructure:"code"`
}
