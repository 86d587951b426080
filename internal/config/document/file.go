package document

// A file is the document as it is written; config.example.yaml explains every
// key. The first key of a list's elements names them in paths.
type File struct {
	Issuer      string       `mapstructure:"issuer"`
	DataDir     string       `mapstructure:"data_dir"`
	Server      Server       `mapstructure:"server"`
	Storage     Storage      `mapstructure:"storage"`
	Keys        Keys         `mapstructure:"keys"`
	Log         Log          `mapstructure:"log"`
	Tenant      Tenant       `mapstructure:"tenant"`
	Userinfo    Userinfo     `mapstructure:"userinfo"`
	Clients     []Client     `mapstructure:"clients"`
	APIs        []API        `mapstructure:"apis"`
	Connections []Connection `mapstructure:"connections"`
	Delivery    Delivery     `mapstructure:"delivery"`
	Limits      Limits       `mapstructure:"limits"`
	Dev         Dev          `mapstructure:"dev"`
}

type Server struct {
	Listen         string    `mapstructure:"listen"`
	TLS            TLS       `mapstructure:"tls"`
	TrustedProxies []Network `mapstructure:"trusted_proxies"`
	AdminListen    string    `mapstructure:"admin_listen"`
}

type TLS struct {
	Mode     string `mapstructure:"mode" oneof:"local files off"`
	CertFile string `mapstructure:"cert_file"`
	KeyFile  string `mapstructure:"key_file"`
}

type Storage struct {
	Driver string `mapstructure:"driver" oneof:"sqlite postgres"`
	DSN    string `mapstructure:"dsn"`
}

type Keys struct {
	RotateEvery  Lifetime `mapstructure:"rotate_every"`
	PublishAhead Lifetime `mapstructure:"publish_ahead"`
}

type Log struct {
	Format string `mapstructure:"format" oneof:"text json"`
	Level  string `mapstructure:"level" oneof:"debug info warn error"`
}

type Tenant struct {
	FriendlyName        string   `mapstructure:"friendly_name"`
	DefaultAudience     string   `mapstructure:"default_audience"`
	SessionLifetime     Lifetime `mapstructure:"session_lifetime"`
	IdleSessionLifetime Lifetime `mapstructure:"idle_session_lifetime"`
	AllowedLogoutURLs   []string `mapstructure:"allowed_logout_urls"`
	CrossSiteSilentAuth bool     `mapstructure:"cross_site_silent_auth"`
}

type Userinfo struct {
	TokenLifetimeForWeb Lifetime `mapstructure:"token_lifetime_for_web"`
	TokenLifetime       Lifetime `mapstructure:"token_lifetime"`
	TokenFormat         string   `mapstructure:"token_format" oneof:"opaque jwt"`
}

type API struct {
	Identifier          string   `mapstructure:"identifier"`
	Name                string   `mapstructure:"name"`
	SigningAlg          string   `mapstructure:"signing_alg" oneof:"RS256 PS256 ES256 HS256"`
	SigningSecret       string   `mapstructure:"signing_secret"`
	SigningSecretFile   string   `mapstructure:"signing_secret_file"`
	TokenLifetime       Lifetime `mapstructure:"token_lifetime"`
	TokenLifetimeForWeb Lifetime `mapstructure:"token_lifetime_for_web"`
	AllowOfflineAccess  bool     `mapstructure:"allow_offline_access"`
	Scopes              []Scope  `mapstructure:"scopes"`
}

type Scope struct {
	Value       string `mapstructure:"value"`
	Description string `mapstructure:"description"`
}

type Connection struct {
	Name          string `mapstructure:"name"`
	Strategy      string `mapstructure:"strategy" oneof:"email sms"`
	DisableSignup bool   `mapstructure:"disable_signup"`
	PreserveCase  bool   `mapstructure:"preserve_case"`
	TOTP          TOTP   `mapstructure:"totp"`
}

// Fewer than 6 digits, or more than 10 minutes, make a code guessable (NIST
// SP 800-63B §5.1.3.2).
type TOTP struct {
	Length   int      `mapstructure:"length" min:"6" max:"10"`
	TimeStep Lifetime `mapstructure:"time_step"`
}

type Delivery struct {
	Email Email `mapstructure:"email"`
	SMS   SMS   `mapstructure:"sms"`
}

type Email struct {
	Driver    string `mapstructure:"driver" oneof:"smtp inbox"`
	From      string `mapstructure:"from"`
	SMTP      SMTP   `mapstructure:"smtp"`
	Templates string `mapstructure:"templates"`
}

type SMTP struct {
	Host         string `mapstructure:"host"`
	Port         int    `mapstructure:"port" min:"1" max:"65535"`
	TLS          string `mapstructure:"tls" oneof:"none starttls implicit"`
	Username     string `mapstructure:"username"`
	Password     string `mapstructure:"password"`
	PasswordFile string `mapstructure:"password_file"`
}

type SMS struct {
	Driver string `mapstructure:"driver" oneof:"none webhook twilio"`
	URL    string `mapstructure:"url"`
}

type Limits struct {
	PasswordlessStart StartLimits `mapstructure:"passwordless_start"`
	Code              CodeLimits  `mapstructure:"code"`
	Token             TokenLimits `mapstructure:"token"`
}

type StartLimits struct {
	PerAddress Rates `mapstructure:"per_address"`
	PerIP      Rates `mapstructure:"per_ip"`
}

type CodeLimits struct {
	Tries           int   `mapstructure:"tries" min:"1" max:"10"`
	WrongPerAddress Rates `mapstructure:"wrong_per_address"`
	WrongPerIP      Rates `mapstructure:"wrong_per_ip"`
}

type TokenLimits struct {
	PerIP Rates `mapstructure:"per_ip"`
}

type Dev struct {
	Enabled    bool        `mapstructure:"enabled"`
	Inbox      bool        `mapstructure:"inbox"`
	FixedCodes []FixedCode `mapstructure:"fixed_codes"`
}

type FixedCode struct {
	Address string `mapstructure:"address"`
	Code    string `mapstructure:"code"`
}
