package rules

import "authd/internal/lint"

var unusedRequestedLifetime = lint.Rule{
	ID: "unused-requested-lifetime", Severity: lint.Warning,
	Title: "leave to shorten a lifetime that the client is never given",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			if c.AllowRequestedLifetime.V && !s.Usage.Access[c.ID] {
				report(c.AllowRequestedLifetime.At.Path, "has no use: the client is given no access token whose lifetime it could shorten", takeOut)
			}
		}
	},
}
