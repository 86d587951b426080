package rules

import "authd/internal/lint"

var sessionIdleAboveAbsolute = lint.Rule{
	ID: "session-idle-above-absolute", Severity: lint.Warning,
	Title: "a session's idle lifetime above its absolute one",
	Check: func(s *lint.Subject, report lint.Report) {
		const at = "tenant.idle_session_lifetime"
		t := s.Directory.Tenant
		if s.Says(at) && t.IdleSessionLifetime > t.SessionLifetime {
			report(at, "is "+span(t.IdleSessionLifetime)+" and never reached: session_lifetime ends the session after "+span(t.SessionLifetime), "make it shorter than session_lifetime, or that one longer")
		}
	},
}
