package config

import (
	"net/netip"
	"time"

	"authd/internal/authd"
	"authd/internal/config/document"
	"authd/internal/config/strict"
)

// A Problem is one mistake, or in Snapshot.Warnings one doubt, and where it is.
type Problem = strict.Problem

// Problems are all mistakes of one reading, in the order of the file.
type Problems = strict.Problems

// A Snapshot is one reading of the configuration, complete and checked. It is
// shared by goroutines and never changed.
type Snapshot struct {
	Directory    authd.Directory
	Server       Server
	Storage      Storage
	Admin        Admin
	DataDir      string // holds the local CA and the generated secret
	Keys         Keys
	Audit        Audit
	Email        Email
	SMS          SMS
	Limits       authd.Limits
	Outbound     Outbound
	Registration Registration
	Dev          Dev
	Log          Log
	Secret       string    // AUTHD_SECRET, or what AUTHD_SECRET_FILE holds; "" when neither is given
	Warnings     []Problem // what the reading alone can see; package lint has it with all the rest
	Remarks      []Remark
	// Settings is what the file and the environment say, by path, for telling two
	// readings apart. A secret is a hash of itself; see IsSecret.
	Settings map[string]string
	tree     strict.Tree
	file     string
	written  document.File // with its defaults, for judging clients that come later
}

// Place is where path is said. What is not said has the place of the closest
// group around it that is, or the file as a whole.
func (s *Snapshot) Place(path string) authd.Setting { return s.tree.Near(path, s.file) }

// Says reports whether the file or the environment sets path.
func (s *Snapshot) Says(path string) bool {
	_, said := s.tree.At(path)
	return said
}

// Server says where and how to listen.
type Server struct {
	Listen         string // host:port; an empty host is every interface
	TLS            TLS
	TrustedProxies []netip.Prefix // whose X-Forwarded-* is believed
	AdminListen    string         // host:port of metrics and health; "" is off
	ShutdownDelay  time.Duration  // from "not ready" at AdminListen to taking no more requests
}

// Modes of TLS.
const (
	TLSLocal = document.TLSLocal // a certificate from an own CA in the data folder
	TLSFiles = document.TLSFiles
	TLSOff   = document.TLSOff
)

// TLS says where the certificate comes from. CertFile and KeyFile are PEM files
// and set with TLSFiles alone.
type TLS struct{ Mode, CertFile, KeyFile string }

// Admin says what callers of the management API must bring; without a Token it is
// not there.
type Admin struct{ Token string }

// Storage drivers.
const (
	DriverSQLite   = document.DriverSQLite
	DriverPostgres = document.DriverPostgres
)

// Storage says which database to open. DSN is a file's path for sqlite, a
// connection string for postgres, and may hold a password.
type Storage struct{ Driver, DSN string }

// Keys says when signing keys change.
type Keys struct {
	RotateEvery  time.Duration
	PublishAhead time.Duration // how long a key is published before it signs
}

// Audit says how long the audit log is kept.
type Audit struct{ Retention time.Duration }

// Drivers of Email.
const (
	EmailSMTP  = document.EmailSMTP
	EmailInbox = document.EmailInbox // kept in memory for the developer, not sent
)

// Email says how login mails leave.
type Email struct {
	Driver    string
	From      string // an RFC 5322 address, perhaps with a name
	SMTP      SMTP
	Fallback  SMTP   // tried where SMTP does not take a mail; none without a Host
	Templates string // folder whose templates replace the built-in ones; "" is none
}

// How the connection to the mail server is protected.
const (
	SMTPPlain    = document.SMTPPlain
	SMTPStartTLS = document.SMTPStartTLS
	SMTPImplicit = document.SMTPImplicit
)

// SMTP is the mail server to hand mails to. Without a Username no login is tried.
type SMTP struct {
	Host               string
	Port               int
	TLS                string
	Username, Password string
}

// Drivers of SMS.
const (
	SMSNone    = document.SMSNone
	SMSWebhook = document.SMSWebhook
	SMSTwilio  = document.SMSTwilio
	SMSInbox   = document.SMSInbox // kept in memory for the developer, not sent
)

// SMS says how text messages leave, and to which countries, ISO 3166-1.
type SMS struct {
	Driver    string
	Countries []string
	From      string
	URL       string
	Gateway   Gateway
	Twilio    Twilio
}

// Gateway says how the webhook knows that a message comes from this server.
// Secret is set where Signed is.
type Gateway struct {
	Signed            bool
	Subject, Audience string
	Secret            []byte
}

// Twilio is an account at Twilio.
type Twilio struct{ SID, Token, MessagingServiceSID string }

// Outbound says what authd may connect to when it fetches what clients publish.
type Outbound struct {
	AllowedNetworks []netip.Prefix // besides public addresses
}

// Registration says whether applications may register themselves, what they must
// bring ("": nothing, for registration is open), and what for and how many.
type Registration struct {
	Enabled            bool
	InitialAccessToken string
	GrantTypes         []string
	MaxClients         int
}

// Dev holds what is for developing alone. It is on only when issuer and
// listener are loopback.
type Dev struct {
	Enabled    bool
	Inbox      bool
	Clock      bool // the time can be moved
	FixedCodes []FixedCode
	Users      []authd.User // made where there is nobody of their id and address; without dates
}

// A FixedCode makes every code sent to Address, which no mail can reach, be Code.
type FixedCode struct{ Address, Code string }

// Log says how to log: Format is text or json, Level debug, info, warn or error.
type Log struct{ Format, Level string }
