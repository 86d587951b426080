package tokens

import (
	"slices"
	"strings"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// iso8601 is how Auth0 writes updated_at. OIDC Core §5.1 wants a number there,
// but Auth0's SDKs and the applications built on them read this string.
const iso8601 = "2006-01-02T15:04:05.000Z"

// released are the claims that each scope gives access to (OIDC Core §5.4).
var released = map[string][]string{
	oauth.ScopeProfile: {
		"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
		"website", "gender", "birthdate", "zoneinfo", "locale", "updated_at",
	},
	oauth.ScopeEmail:   {"email", "email_verified"},
	oauth.ScopePhone:   {"phone_number", "phone_number_verified"},
	oauth.ScopeAddress: {"address"},
}

// UserClaims are the claims about u that s gives access to, and those asked for
// by name, with a space between; sub always among them, as t wants them written.
// The ID token and /userinfo both say exactly these. A claim whose value is not
// known is left out (OIDC Core §5.3.2).
func UserClaims(t authd.Tenant, u authd.User, s oauth.Scope, asked string) map[string]any {
	claims, all := map[string]any{"sub": u.ID}, standardClaims(t, u)
	names := strings.Fields(asked)
	for _, scope := range s {
		names = append(names, released[scope]...)
	}
	for _, name := range names {
		if value, is := all[name]; is {
			claims[name] = value
		}
	}
	return claims
}

// Releasable reports whether name is a claim about a person that scopes release.
func Releasable(name string) bool { return releaser(name) != "" }

// releaser is the scope that releases a claim, "" for none.
func releaser(claim string) string {
	for scope, names := range released {
		if slices.Contains(names, claim) {
			return scope
		}
	}
	return ""
}

// NeedsConsent is granted, and the scopes that release the claims which are asked
// for by name: a person is asked in the words of those, so nothing is given that
// they were not told of.
func NeedsConsent(granted oauth.Scope, asked authd.AskedClaims) oauth.Scope {
	needs := slices.Clone(granted)
	for _, name := range strings.Fields(asked.IDToken + " " + asked.Userinfo) {
		if scope := releaser(name); scope != "" && !needs.Has(scope) {
			needs = append(needs, scope)
		}
	}
	return needs
}

// standardClaims are all that is known of u, under the names and in the types of
// OIDC Core §5.1.
func standardClaims(t authd.Tenant, u authd.User) map[string]any {
	claims, p := map[string]any{}, u.Profile
	for name, value := range map[string]string{
		"name": u.Name, "given_name": p.GivenName, "family_name": p.FamilyName, "middle_name": p.MiddleName,
		"nickname": u.Nickname, "preferred_username": p.PreferredUsername, "profile": p.Profile, "picture": u.Picture,
		"website": p.Website, "gender": p.Gender, "birthdate": p.Birthdate, "zoneinfo": p.Zoneinfo, "locale": p.Locale,
		"email": u.Email, "phone_number": u.PhoneNumber,
	} {
		known(claims, name, value)
	}
	if u.Email != "" {
		claims["email_verified"] = u.EmailVerified
	}
	if u.PhoneNumber != "" {
		claims["phone_number_verified"] = u.PhoneVerified
	}
	if p.Address != (authd.Address{}) {
		claims["address"] = p.Address
	}
	if !u.UpdatedAt.IsZero() {
		claims["updated_at"] = updatedAt(t, u.UpdatedAt)
	}
	return claims
}

func updatedAt(t authd.Tenant, at time.Time) any {
	if t.OIDCStrict {
		return at.Unix()
	}
	return at.UTC().Format(iso8601)
}

func known(claims map[string]any, name, value string) {
	if value != "" {
		claims[name] = value
	}
}
