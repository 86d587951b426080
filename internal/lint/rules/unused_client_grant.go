package rules

import (
	"authd/internal/lint"
	"authd/internal/oauth"
)

var unusedClientGrant = lint.Rule{
	ID: "unused-client-grant", Severity: lint.Warning,
	Title: "a client grant for a client that never acts in its own name",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			if len(c.ClientGrants) > 0 && !c.Allows(oauth.GrantClientCredentials) {
				report(path(c)+".client_grants", "has no effect: grant_types does not list client_credentials", "add client_credentials to grant_types, or take it out")
			}
		}
	},
}
