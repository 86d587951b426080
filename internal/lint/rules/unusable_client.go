package rules

import (
	"authd/internal/authd"
	"authd/internal/lint"
	"authd/internal/oauth"
)

var unusableClient = lint.Rule{
	ID: "unusable-client", Severity: lint.Warning,
	Title: "a client that no one can use",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			switch {
			case len(c.GrantTypes.V) == 0:
				report(path(c)+".grant_types", "lists nothing, so this client is given no tokens", "list authorization_code, and refresh_token beside it")
			case atAuthorize(c) && len(c.Callbacks) == 0:
				report(path(c)+".callbacks", "lists nothing, so no answer of /authorize can be sent to the client", "list the address its logins return to")
			case !s.Usage.Clients[c.ID] && atAuthorize(c):
				report(c.ResponseTypes.At.Path, "lists nothing that grant_types allow, so this client is given no tokens", "add code, or leave it out to allow all that grant_types allow")
			case !s.Usage.Clients[c.ID]:
				report(path(c)+".grant_types", whyNoTokens(c), "add authorization_code to grant_types")
			case len(c.Connections) == 0 && needsPerson(c):
				report(path(c)+".connections", "lists none that is served, so nobody can log in", "list a connection that is")
			}
		}
	},
}

// whyNoTokens says why grants that are listed earn nothing.
func whyNoTokens(c authd.Client) string {
	switch {
	case c.Allows(oauth.GrantClientCredentials):
		return "lists client_credentials, but client_grants has no API, so this client is given no tokens"
	case c.Allows(oauth.GrantPasswordlessOTP):
		return "lists one-time codes alone, which clients that are not first party may not use at /oauth/token"
	}
	return "lists nothing that a refresh token could come from, so this client is given no tokens"
}

// needsPerson reports whether c does anything for which somebody logs in.
func needsPerson(c authd.Client) bool {
	return atAuthorize(c) || c.Allows(oauth.GrantPasswordlessOTP) || c.Allows(oauth.GrantDeviceCode)
}
