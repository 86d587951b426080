package tokens

import (
	"crypto/sha256"
	"encoding/base64"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// iso8601 is how Auth0 writes updated_at. OIDC Core §5.1 wants a number there,
// but Auth0's SDKs and the applications built on them read this string.
const iso8601 = "2006-01-02T15:04:05.000Z"

// UserClaims are the claims about u that s gives access to (OIDC Core §5.4),
// sub always among them. The ID token and /userinfo both say exactly these. A
// claim whose value is not known is left out.
func UserClaims(u authd.User, s oauth.Scope) map[string]any {
	claims := map[string]any{"sub": u.ID}
	if s.Has(oauth.ScopeProfile) {
		known(claims, "name", u.Name)
		known(claims, "nickname", u.Nickname)
		known(claims, "picture", u.Picture)
		if !u.UpdatedAt.IsZero() {
			claims["updated_at"] = u.UpdatedAt.UTC().Format(iso8601)
		}
	}
	if s.Has(oauth.ScopeEmail) && u.Email != "" {
		claims["email"] = u.Email
		claims["email_verified"] = u.EmailVerified
	}
	return claims
}

// accessClaims are those of Auth0's own dialect: no nbf, no jti and nothing
// about the person but sub.
func accessClaims(p Plan, s Subject) map[string]any {
	claims := map[string]any{"sub": s.User.ID, "azp": p.ClientID}
	claims["aud"] = flat(p.Access.Audience.Value)
	known(claims, "scope", p.Scope.Granted.String())
	return claims
}

// idClaims are those of OIDC Core §2. accessToken is the one issued alongside,
// or empty. There is no azp, which is for several audiences only, and no nonce
// that was not sent, which SDKs refuse.
func idClaims(p Plan, s Subject, accessToken string) map[string]any {
	claims := UserClaims(s.User, p.Scope.Granted)
	claims["aud"] = p.ClientID
	known(claims, "sid", s.SID)
	known(claims, "nonce", s.Nonce)
	if accessToken != "" {
		claims["at_hash"] = accessTokenHash(accessToken)
	}
	if s.AuthTimeDue {
		claims["auth_time"] = s.AuthTime.Unix()
	}
	return claims
}

func known(claims map[string]any, name, value string) {
	if value != "" {
		claims[name] = value
	}
}

// flat writes a single audience as a plain string, which is all that auth0.js
// before 9.12 understands.
func flat(audience []string) any {
	if len(audience) == 1 {
		return audience[0]
	}
	return audience
}

// accessTokenHash is at_hash (OIDC Core §3.2.2.9). The hash is the one of the ID
// token's algorithm, and that is SHA-256 for all four that we use.
func accessTokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}
