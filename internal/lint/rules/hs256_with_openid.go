package rules

import (
	"authd/internal/authd"
	"authd/internal/lint"
)

var hs256WithOpenID = lint.Rule{
	ID: "hs256-with-openid", Severity: lint.Warning,
	Title: "HS256 where openid will be asked for",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, a := range s.APIs {
			if s.Usage.Unheard[a.Identifier] {
				report(a.SigningAlg.At.Path, "is HS256, so an access token for this API is refused at /userinfo, even when openid was asked for", "use RS256 where people log in")
			}
		}
		for _, c := range s.Clients {
			if c.IDTokenAlg.V == "HS256" && inPublic(c) && s.Usage.Settings[c.IDTokenAlg.At.Path] {
				report(c.IDTokenAlg.At.Path, "is HS256, so this application could check its ID tokens only by holding the secret that forges them", "use RS256")
			}
		}
	},
}

// inPublic reports whether c's code, and a secret in it, is in people's hands.
func inPublic(c authd.Client) bool { return c.AppType == "spa" || c.AppType == "native" }
