package rules

import (
	"authd/internal/authd"
	"authd/internal/lint"
	"authd/internal/oauth"
)

var unusedRefreshSetting = lint.Rule{
	ID: "unused-refresh-setting", Severity: lint.Warning,
	Title: "settings for a kind of refresh token that the client is never given",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			at := path(c) + ".refresh_token"
			switch {
			case !s.Usage.Clients[c.ID]: // of which unusable-client tells
			case s.Usage.RefreshTokens[c.ID] != nil:
				unusedKind(s, report, c.RefreshToken.RotationType, "a client without a secret always gets tokens that rotate, since only so a stolen one is noticed")
				unusedKind(s, report, c.RefreshToken.ExpirationType, "tokens that rotate always expire; the others are rotation_type: non-rotating, for clients with a secret")
			case s.Says(at):
				report(at, "has no effect: "+whyNoRefresh(c), "add refresh_token to grant_types, or take it out")
			}
		}
	},
}

func unusedKind(s *lint.Subject, report lint.Report, v authd.Value[string], why string) {
	if v.Set && !s.Usage.Settings[v.At.Path] {
		report(v.At.Path, "has no effect: "+why, takeOut)
	}
}

// whyNoRefresh says why c is given no refresh tokens.
func whyNoRefresh(c authd.Client) string {
	if !c.Allows(oauth.GrantRefreshToken) {
		return "grant_types does not list refresh_token"
	}
	return "grant_types lists nothing from which a refresh token could come"
}
