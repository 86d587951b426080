package locale

// Texts are all words in one language. In them {client} stands for the
// application's name, {address} for a mail address or phone number, {host} for
// the server's host, {code} for a code and {duration} for a span of time;
// English says which text has which.
type Texts struct {
	Language string `yaml:"-"` // BCP 47, the file's name

	SignIn         string `yaml:"sign_in"`
	ContinueTo     string `yaml:"continue_to"` // below SignIn
	ContinueAs     string `yaml:"continue_as"` // likewise
	Email          string `yaml:"email"`
	EmailHint      string `yaml:"email_hint"`
	Phone          string `yaml:"phone"`
	PhoneHint      string `yaml:"phone_hint"`
	UseEmail       string `yaml:"use_email"`
	UsePhone       string `yaml:"use_phone"`
	Continue       string `yaml:"continue"`
	Terms          string `yaml:"terms"`
	Privacy        string `yaml:"privacy"`
	EnterCode      string `yaml:"enter_code"`
	EnterCodeSMS   string `yaml:"enter_code_sms"`
	SentTo         string `yaml:"sent_to"`
	Code           string `yaml:"code"`
	CodeHint       string `yaml:"code_hint"`
	CodeHintSMS    string `yaml:"code_hint_sms"`
	Resend         string `yaml:"resend"`
	Resent         string `yaml:"resent"`
	NewCode        string `yaml:"new_code"`
	NothingCame    string `yaml:"nothing_came"`
	NothingCameSMS string `yaml:"nothing_came_sms"`
	AnotherAddress string `yaml:"another_address"`
	InboxHint      string `yaml:"inbox_hint"`
	OpenInbox      string `yaml:"open_inbox"`

	LinkIgnore      string `yaml:"link_ignore"`
	ElsewhereTitle  string `yaml:"elsewhere_title"`
	ElsewhereLead   string `yaml:"elsewhere_lead"`
	ElsewhereDetail string `yaml:"elsewhere_detail"`
	OtherDevice     string `yaml:"other_device"`
	CodeIsPrivate   string `yaml:"code_is_private"`

	LogoutQuestion  string `yaml:"logout_question"`
	LoggedInAs      string `yaml:"logged_in_as"`
	LogoutAskedBy   string `yaml:"logout_asked_by"`
	LogOut          string `yaml:"log_out"`
	LogoutIgnore    string `yaml:"logout_ignore"`
	LoggedOut       string `yaml:"logged_out"`
	LoggedOutDetail string `yaml:"logged_out_detail"`

	LogOutEverywhere string `yaml:"log_out_everywhere"`
	LogoutSilent     string `yaml:"logout_silent"` // before a list of applications

	Consent Consent `yaml:"consent"`
	Device  Device  `yaml:"device"`

	ErrorTitle  string `yaml:"error_title"`
	ErrorAdvice string `yaml:"error_advice"`
	RequestID   string `yaml:"request_id"`
	ErrorPrefix string `yaml:"error_prefix"` // before the title in the browser's tab
	TryAgain    string `yaml:"try_again"`

	Problems  Problems  `yaml:"problems"`
	Failures  Failures  `yaml:"failures"`
	Durations Durations `yaml:"durations"`
	Mail      Mail      `yaml:"mail"`
	SMS       string    `yaml:"sms"` // a text message, with {code}
}

// Problems are why a form comes back.
type Problems struct {
	AddressInvalid string `yaml:"address_invalid"`
	PhoneInvalid   string `yaml:"phone_invalid"`
	CountryClosed  string `yaml:"country_closed"`
	CodeWrong      string `yaml:"code_wrong"`
	CodeWrongSMS   string `yaml:"code_wrong_sms"`
	CodeExpired    string `yaml:"code_expired"`
	CodeExhausted  string `yaml:"code_exhausted"`
	TooManyMails   string `yaml:"too_many_mails"`
	TooManyGuesses string `yaml:"too_many_guesses"`
	UserCodeWrong  string `yaml:"user_code_wrong"`
}

// Consent is the page that asks whether an application may have something.
type Consent struct {
	Question string `yaml:"question"`
	Wants    string `yaml:"wants"`
	UseAPI   string `yaml:"use_api"` // the API's name follows
	Allow    string `yaml:"allow"`
	Deny     string `yaml:"deny"`
	Careful  string `yaml:"careful"`
	Scopes   Scopes `yaml:"scopes"`
}

// Device are the pages that connect a device which has no browser.
type Device struct {
	Title         string `yaml:"title"`
	Lead          string `yaml:"lead"`
	Code          string `yaml:"code"`
	CodeHint      string `yaml:"code_hint"`
	Question      string `yaml:"question"`
	Wants         string `yaml:"wants"`
	Compare       string `yaml:"compare"` // the code follows
	Allow         string `yaml:"allow"`
	Deny          string `yaml:"deny"`
	Careful       string `yaml:"careful"`
	Allowed       string `yaml:"allowed"`
	AllowedDetail string `yaml:"allowed_detail"`
	Denied        string `yaml:"denied"`
	DeniedDetail  string `yaml:"denied_detail"`
}

// Scopes say what the scopes give that no API defines (OIDC Core §5.4 and §11).
type Scopes struct {
	OpenID        string `yaml:"openid"`
	Profile       string `yaml:"profile"`
	Email         string `yaml:"email"`
	Phone         string `yaml:"phone"`
	Address       string `yaml:"address"`
	OfflineAccess string `yaml:"offline_access"`
}

// Failures are why a login or a logout ends here.
type Failures struct {
	LoginDamaged     Failure `yaml:"login_damaged"`
	LoginExpired     Failure `yaml:"login_expired"`
	LoginElsewhere   Failure `yaml:"login_elsewhere"`
	LoginUnavailable Failure `yaml:"login_unavailable"`
	LinkDead         Failure `yaml:"link_dead"`
	LogoutStale      Failure `yaml:"logout_stale"`
}

// A Failure is what the page about it says.
type Failure struct {
	Title  string `yaml:"title"`
	Detail string `yaml:"detail"`
}

// Durations are spans of time with a number.
type Durations struct {
	Seconds Plural `yaml:"seconds"`
	Minutes Plural `yaml:"minutes"`
	Hours   Plural `yaml:"hours"`
}

// Mail is the login mail, sentence by sentence.
type Mail struct {
	Subject     string `yaml:"subject"`
	LinkHeading string `yaml:"link_heading"`
	Button      string `yaml:"button"`
	OrCode      string `yaml:"or_code"`
	LinkLives   string `yaml:"link_lives"`
	CodeHeading string `yaml:"code_heading"`
	CodeLives   string `yaml:"code_lives"`
	Careful     string `yaml:"careful"`
	Why         string `yaml:"why"`
}
