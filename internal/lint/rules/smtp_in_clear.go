package rules

import (
	"authd/internal/config"
	"authd/internal/config/weburl"
	"authd/internal/lint"
)

var smtpInClear = lint.Rule{
	ID: "smtp-in-clear", Severity: lint.Warning,
	Title: "login codes sent to the mail server in the clear",
	Check: func(s *lint.Subject, report lint.Report) {
		if s.Email.Driver != config.EmailSMTP {
			return
		}
		for _, relay := range []struct {
			path string
			config.SMTP
		}{{"delivery.email.smtp", s.Email.SMTP}, {"delivery.email.smtp_fallback", s.Email.Fallback}} {
			if relay.Host != "" && relay.TLS == config.SMTPPlain && !weburl.Loopback(relay.Host) {
				report(relay.path+".tls", "none sends login codes over the network in the clear", "use starttls or implicit")
			}
		}
	},
}
