package document

import "authd/internal/authd"

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

// Words for connections[].strategy, delivery.sms.driver and
// delivery.sms.gateway_authentication.method.
const (
	StrategyEmail = authd.StrategyEmail
	StrategySMS   = authd.StrategySMS
	SMSNone       = "none"
	SMSWebhook    = "webhook"
	SMSTwilio     = "twilio"
	SMSInbox      = "inbox"
	GatewayNone   = "none"
	GatewayBearer = "bearer"
)
