package rules

import (
	"authd/internal/lint"
	"authd/internal/lint/usage"
	"authd/internal/tokens"
)

var unusedAPI = lint.Rule{
	ID: "unused-api", Severity: lint.Notice,
	Title: "an API that no client can get a token for",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, a := range s.APIs {
			front := usage.Route{Audience: a.Identifier, Channel: tokens.Front}
			back := usage.Route{Audience: a.Identifier, Channel: tokens.Back}
			if !s.Usage.Reached[front] && !s.Usage.Reached[back] {
				report("apis["+a.Identifier+"]", "is not used: no client can get a token for it", "list it under client_grants of a client with client_credentials, or take it out")
			}
		}
	},
}
