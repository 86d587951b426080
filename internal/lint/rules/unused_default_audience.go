package rules

import (
	"authd/internal/lint"
	"authd/internal/oauth"
)

var unusedDefaultAudience = lint.Rule{
	ID: "unused-default-audience", Severity: lint.Warning,
	Title: "a default audience that no client can use",
	Check: func(s *lint.Subject, report lint.Report) {
		if v := s.Directory.Tenant.DefaultAudience; v.Set && !s.Usage.Settings[v.At.Path] {
			report(v.At.Path, "is never used: each client has a default of its own, or is given no access token for it", takeOut)
		}
		for _, c := range s.Clients {
			v := c.DefaultAudience
			switch {
			case !v.Set || !s.Usage.Clients[c.ID] || s.Usage.Settings[v.At.Path]:
			case c.Allows(oauth.GrantClientCredentials):
				report(v.At.Path, "is never used: client_grants does not list this API", "list it under client_grants")
			default:
				report(v.At.Path, "is never used: the client is given no access tokens", takeOut)
			}
		}
	},
}
