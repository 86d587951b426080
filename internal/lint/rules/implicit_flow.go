package rules

import (
	"authd/internal/authd"
	"authd/internal/lint"
	"authd/internal/oauth"
)

var implicitFlow = lint.Rule{
	ID: "implicit-flow", Severity: lint.Notice,
	Title: "the implicit flow is switched on",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			if c.Allows(oauth.GrantImplicit) {
				report(c.GrantTypes.At.Path, "lists implicit: tokens stand in the address of the page, where scripts and history reach them (RFC 9700 §2.1.2)", whatInstead(c))
			}
		}
	},
}

// whatInstead is the migration in two lines: of the file, and of the application.
func whatInstead(c authd.Client) string {
	proof := "with PKCE (S256) "
	if c.AppType == "regular_web" {
		proof = ""
	}
	return "authd client migrate-pkce " + c.ID + " --keep-implicit allows codes beside it\n" +
		"then ask for response_type=code " + proof + "at /authorize, and redeem the code at /oauth/token"
}
