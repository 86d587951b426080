package rules

import (
	"slices"

	"authd/internal/authd"
	"authd/internal/lint"
	"authd/internal/oauth"
)

var offlineAccessRefused = lint.Rule{
	ID: "offline-access-refused", Severity: lint.Warning,
	Title: "a client for refresh tokens, and no API that allows offline access",
	Check: func(s *lint.Subject, report lint.Report) {
		allows := func(a authd.API) bool { return a.AllowOfflineAccess.V }
		if len(s.APIs) == 0 || slices.ContainsFunc(s.APIs, allows) {
			return
		}
		for _, c := range s.Clients {
			if c.Allows(oauth.GrantRefreshToken) && s.Usage.Clients[c.ID] {
				report(c.GrantTypes.At.Path, "lists refresh_token, but no API has allow_offline_access: a request that names one is given no refresh token", "set allow_offline_access: true on the API, or take refresh_token out")
			}
		}
	},
}
