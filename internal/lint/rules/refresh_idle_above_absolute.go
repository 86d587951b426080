package rules

import (
	"authd/internal/lint"
	"authd/internal/tokens"
)

var refreshIdleAboveAbsolute = lint.Rule{
	ID: "refresh-idle-above-absolute", Severity: lint.Warning,
	Title: "a refresh token's idle lifetime above its absolute one",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			plan := s.Usage.RefreshTokens[c.ID]
			if plan == nil || plan.Expiration.Value != tokens.Expiring {
				continue
			}
			idle, absolute := plan.IdleLifetime, plan.Lifetime
			if idle.From == tokens.FromFile && idle.Value > absolute.Value {
				report(idle.By.Path, "is "+span(idle.Value)+" and never reached: token_lifetime ends the token after "+span(absolute.Value), "make it shorter than token_lifetime, or that one longer")
			}
		}
	},
}
