package rules

import (
	"fmt"
	"strings"

	"authd/internal/authd"
	"authd/internal/lint"
	"authd/internal/oauth"
)

var unusedResponseType = lint.Rule{
	ID: "unused-response-type", Severity: lint.Warning,
	Title: "a response type that the client's grant types do not allow",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			for i, t := range c.ResponseTypes.V {
				if missing := missingGrants(c, t); len(missing) > 0 {
					grants := strings.Join(missing, " and ")
					report(fmt.Sprintf("%s.response_types[%d]", path(c), i), "has no effect while grant_types does not list "+grants, "add "+grants+" to grant_types, or take it out")
				}
			}
		}
	},
}

// missingGrants are the grants t needs and c does not have.
func missingGrants(c authd.Client, t oauth.ResponseType) []string {
	var missing []string
	for _, g := range t.Grants() {
		if !c.Allows(g) {
			missing = append(missing, string(g))
		}
	}
	return missing
}
