package rules

import (
	"fmt"
	"time"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/config/check"
	"authd/internal/config/weburl"
	"authd/internal/lint"
	"authd/internal/oauth"
)

// All lists every rule, the worst first.
func All() []lint.Rule {
	return []lint.Rule{
		{ID: lint.ConfigError, Severity: lint.Error, Title: "a mistake that keeps the server from starting"},
		{ID: weburl.PlainHTTP, Severity: lint.Error, Title: "an address on plain http that is not this machine"},

		unusedLifetime, unusedRefreshSetting, unusedDefaultAudience, unusedClientGrant, unusedRequestedLifetime, unusedResponseType,
		unusableClient, unusableCrossOrigin, unusableLegacyRO, offlineAccessRefused, thirdPartyCodes,
		missingWebOrigins, mismatchedWebOrigin,
		longLifetime, refreshIdleAboveAbsolute, sessionIdleAboveAbsolute, leewayAboveIdle,
		hs256WithOpenID, smtpInClear, adminTokenInClear, openRegistration, unsignedWebhook, missingSMSCountries, unknownProxy,
		{ID: check.InlineSecret, Severity: lint.Warning, Title: "a secret in the file itself"},
		{ID: check.ReadableSecret, Severity: lint.Warning, Title: "a secret that everyone on the machine can read"},
		{ID: check.UnservedConnection, Severity: lint.Warning, Title: "a connection that is left out, as nothing can be sent through it"},
		{ID: lint.InvalidIgnore, Severity: lint.Warning, Title: "a comment that accepts nothing, because it cannot be understood"},

		implicitFlow, unusedAPI, unusedOfflineAccess, idTokenOutlivesSession, accessTokenOutlivesSession,
		duplicateCallback, loopbackCallback,
		{ID: lint.UnusedIgnore, Severity: lint.Notice, Title: "a comment that accepts what is not found"},
	}
}

// Judge is lint.Judge by all rules.
func Judge(s *config.Snapshot) []lint.Finding { return lint.Judge(s, All()) }

// path is where a client stands, as document.Client has it.
func path(c authd.Client) string { return "clients[" + c.ID + "]" }

// atAuthorize reports whether people can be led to /authorize for tokens of c.
func atAuthorize(c authd.Client) bool {
	return c.Allows(oauth.GrantImplicit) || c.Allows(oauth.GrantAuthorizationCode)
}

// span writes a lifetime in its largest whole unit, as the file may say it.
func span(d time.Duration) string {
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}} {
		if d >= unit.size && d%unit.size == 0 {
			return fmt.Sprintf("%d%s", d/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%ds", d/time.Second)
}
