package rules

import (
	"authd/internal/lint"
	"authd/internal/oauth"
)

var implicitFlow = lint.Rule{
	ID: "implicit-flow", Severity: lint.Notice,
	Title: "the implicit flow is switched on",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			if c.Allows(oauth.GrantImplicit) {
				report(c.GrantTypes.At.Path, "lists implicit: tokens stand in the address of the page, where scripts and history reach them (RFC 9700 §2.1.2)", whatInstead(c.AppType))
			}
		}
	},
}

// whatInstead is the migration in two lines: of the file, and of the application.
func whatInstead(appType string) string {
	file := "grant_types: [authorization_code, refresh_token]"
	if appType == "regular_web" {
		return file + " with client_secret_file\nresponse_type=code at /authorize, and the code redeemed at /oauth/token"
	}
	return file + "\nresponse_type=code with PKCE (S256) at /authorize, and the code redeemed at /oauth/token"
}
