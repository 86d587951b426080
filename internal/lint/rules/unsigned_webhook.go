package rules

import (
	"authd/internal/config"
	"authd/internal/lint"
)

var unsignedWebhook = lint.Rule{
	ID: "unsigned-webhook", Severity: lint.Warning,
	Title: "a webhook for text messages that cannot tell who calls it",
	Check: func(s *lint.Subject, report lint.Report) {
		if s.SMS.Driver == config.SMSWebhook && !s.SMS.Gateway.Signed {
			report("delivery.sms.gateway_authentication.method", "is none, so the webhook cannot tell this server from anybody else", "use bearer, with a secret_file that the webhook has too")
		}
	},
}
