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
		smtp := s.Email.SMTP
		if s.Email.Driver == config.EmailSMTP && smtp.TLS == config.SMTPPlain && !weburl.Loopback(smtp.Host) {
			report("delivery.email.smtp.tls", "none sends login codes over the network in the clear", "use starttls or implicit")
		}
	},
}
