package rules

import (
	"authd/internal/lint"
	"authd/internal/oauth"
)

var unusableCrossOrigin = lint.Rule{
	ID: "unusable-cross-origin", Severity: lint.Warning,
	Title: "cross-origin authentication that cannot work",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			if !c.CrossOrigin {
				continue
			}
			at := path(c) + ".cross_origin_authentication"
			if len(c.WebOrigins) == 0 {
				report(at, "has no effect while web_origins lists no page that may log people in", "list the origin of that page under web_origins")
			}
			if !c.Allows(oauth.GrantPasswordlessOTP) {
				report(at, "has no effect while grant_types does not list one-time codes", "add "+string(oauth.GrantPasswordlessOTP)+" to grant_types")
			}
			if len(c.Connections) == 0 {
				report(at, "has no effect while connections lists none that is served", "list a connection that is")
			}
		}
	},
}
