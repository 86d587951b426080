package rules

import (
	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/lint"
)

var missingSMSCountries = lint.Rule{
	ID: "missing-sms-countries", Severity: lint.Warning,
	Title: "text messages that may be sent to no country",
	Check: func(s *lint.Subject, report lint.Report) {
		if s.SMS.Driver == config.SMSNone || len(s.SMS.Countries) > 0 {
			return
		}
		for _, c := range s.Directory.Connections {
			if c.Strategy == authd.StrategySMS {
				report("delivery.sms.countries", "lists no country, so no text message is sent", "name those your people have numbers of, like [US, CA]")
				return
			}
		}
	},
}
