package rules

import (
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/lint"
)

var missingWebOrigins = lint.Rule{
	ID: "missing-web-origins", Severity: lint.Warning,
	Title: "no web origins for a client that can only renew silently",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			silent := c.AppType == "spa" && atAuthorize(c) && s.Usage.RefreshTokens[c.ID] == nil
			if origins := callbackOrigins(c); silent && len(c.WebOrigins) == 0 && len(origins) > 0 {
				report(path(c)+".web_origins", "lists nothing, so silent renewal (prompt=none with web_message) is refused, and this client has no other", `write web_origins: ["`+strings.Join(origins, `", "`)+`"]`)
			}
		}
	},
}

// callbackOrigins are the origins of c's callbacks on the web, each once.
func callbackOrigins(c authd.Client) []string {
	var list []string
	for _, callback := range c.Callbacks {
		if origin := originOf(callback); origin != "" && !slices.Contains(list, origin) {
			list = append(list, origin)
		}
	}
	return list
}
