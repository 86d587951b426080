package rules

import (
	"maps"
	"slices"

	"authd/internal/lint"
	"authd/internal/tokens"
)

var accessTokenOutlivesSession = lint.Rule{
	ID: "access-token-outlives-session", Severity: lint.Notice,
	Title: "an access token that outlives the session",
	Check: func(s *lint.Subject, report lint.Report) {
		session := tokens.ResolveSession(s.Directory.Tenant).Lifetime.Value
		for _, path := range slices.Sorted(maps.Keys(s.Usage.Lifetimes)) {
			c := s.Usage.Lifetimes[path]
			said := span(c.Value)
			if c.From == tokens.FromDefault {
				said += " by default"
			}
			if c.Value > session {
				report(path, "is "+said+", longer than tenant.session_lifetime, which is "+span(session)+": the token goes on when the login has ended", "make it no longer than tenant.session_lifetime")
			}
		}
	},
}
