package rules

import (
	"authd/internal/lint"
	"authd/internal/tokens"
)

var leewayAboveIdle = lint.Rule{
	ID: "leeway-above-idle", Severity: lint.Warning,
	Title: "a leeway longer than a refresh token lives unused",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			plan := s.Usage.RefreshTokens[c.ID]
			if plan == nil || plan.Rotation.Value != tokens.Rotating || plan.Leeway.Value <= plan.IdleLifetime.Value {
				continue
			}
			at := plan.Leeway.By.Path
			if plan.Leeway.From == tokens.FromDefault {
				at = plan.IdleLifetime.By.Path
			}
			report(at, "lets a replaced token work for "+span(plan.Leeway.Value)+", longer than the "+span(plan.IdleLifetime.Value)+" an unused one lives", "set leeway to seconds; 30 is the default")
		}
	},
}
