package rules

import "authd/internal/lint"

var openRegistration = lint.Rule{
	ID: "open-registration", Severity: lint.Warning,
	Title: "anybody may register a client",
	Check: func(s *lint.Subject, report lint.Report) {
		if r := s.Registration; r.Enabled && r.InitialAccessToken == "" && !s.Dev.Enabled {
			report("registration.open", "lets strangers register applications that ask your people for their data, under a name of their choice", "give registration.initial_access_token_file to those who may register")
		}
	},
}
