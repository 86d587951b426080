package rules

import "authd/internal/lint"

var unusedOfflineAccess = lint.Rule{
	ID: "unused-offline-access", Severity: lint.Notice,
	Title: "offline access that no client can ask for",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, a := range s.APIs {
			if a.AllowOfflineAccess.V && !s.Usage.Offline[a.Identifier] {
				report(a.AllowOfflineAccess.At.Path, "has no use: no client that people log in to has the grant types authorization_code or one-time codes, and refresh_token", "add refresh_token to grant_types of a client, or take it out")
			}
		}
	},
}
