package rules

import (
	"authd/internal/lint"
	"authd/internal/tokens"
)

var idTokenOutlivesSession = lint.Rule{
	ID: "id-token-outlives-session", Severity: lint.Notice,
	Title: "an ID token that outlives the session",
	Check: func(s *lint.Subject, report lint.Report) {
		session := tokens.ResolveSession(s.Directory.Tenant).Lifetime.Value
		shorter := "" // than the default of a client that sets none
		for _, c := range s.Clients {
			plan := s.Usage.IDTokens[c.ID]
			switch {
			case plan == nil || plan.Lifetime.Value <= session:
			case plan.Lifetime.From == tokens.FromFile:
				report(plan.Lifetime.By.Path, "is "+span(plan.Lifetime.Value)+", longer than tenant.session_lifetime, which is "+span(session)+": the application goes on when the login has ended", "make it no longer than tenant.session_lifetime")
			default:
				shorter = span(plan.Lifetime.Value)
			}
		}
		if shorter != "" {
			report("tenant.session_lifetime", "is "+span(session)+", and ID tokens of clients that set none live "+shorter+": these applications go on when the login has ended", "set jwt_configuration.lifetime_in_seconds of the clients")
		}
	},
}
