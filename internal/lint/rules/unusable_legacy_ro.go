package rules

import (
	"authd/internal/lint"
	"authd/internal/oauth"
)

var unusableLegacyRO = lint.Rule{
	ID: "unusable-legacy-ro", Severity: lint.Warning,
	Title: "legacy_ro for a client that may not use codes",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			if c.LegacyRO && !c.Allows(oauth.GrantPasswordlessOTP) {
				report(path(c)+".legacy_ro", "has no effect while grant_types does not list one-time codes", "add "+string(oauth.GrantPasswordlessOTP)+" to grant_types")
			}
		}
	},
}
