package rules

import (
	"authd/internal/lint"
	"authd/internal/tokens"
)

var sessionIdleAboveAbsolute = lint.Rule{
	ID: "session-idle-above-absolute", Severity: lint.Warning,
	Title: "a session's idle lifetime above its absolute one",
	Check: func(s *lint.Subject, report lint.Report) {
		const at = "tenant.idle_session_lifetime"
		session := tokens.ResolveSession(s.Directory.Tenant)
		if idle, absolute := session.IdleLifetime.Value, session.Lifetime.Value; s.Says(at) && idle > absolute {
			report(at, "is "+span(idle)+" and never reached: session_lifetime ends the session after "+span(absolute), "make it shorter than session_lifetime, or that one longer")
		}
	},
}
