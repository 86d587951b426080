package rules

import (
	"authd/internal/lint"
	"authd/internal/oauth"
)

var thirdPartyCodes = lint.Rule{
	ID: "third-party-codes", Severity: lint.Warning,
	Title: "one-time codes for a client that is not first party",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			if !c.FirstParty && c.Allows(oauth.GrantPasswordlessOTP) {
				report(path(c)+".is_first_party", "is false, so this client may use one-time codes at /co/authenticate alone: /oauth/token and /oauth/ro cannot ask for consent and refuse it", "take one-time codes out of grant_types, or set is_first_party: true for an application of your own")
			}
		}
	},
}
