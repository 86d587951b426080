package document

// Words for server.tls.mode, storage.driver, delivery.email.driver and
// delivery.email.smtp.tls, as the file writes them.
const (
	TLSLocal = "local"
	TLSFiles = "files"
	TLSOff   = "off"

	DriverSQLite   = "sqlite"
	DriverPostgres = "postgres"

	EmailSMTP  = "smtp"
	EmailInbox = "inbox"

	SMTPPlain    = "none"
	SMTPStartTLS = "starttls"
	SMTPImplicit = "implicit"
)

// Words for connections[].strategy and delivery.sms.driver.
const (
	StrategyEmail = "email"
	StrategySMS   = "sms"
	SMSNone       = "none"
)
