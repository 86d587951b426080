package tokens

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"authd/internal/authd"
)

// ACR is the one class of authentication there is: a code or a link that was sent
// to an address, the lowest level of ISO/IEC 29115 (OIDC Core §2). amr is its
// method (RFC 8176 §2).
const ACR = "1"

// accessClaims are those of Auth0's own dialect: no nbf and nothing about the
// person but sub. There is a jti only where the token can be revoked.
func accessClaims(p Plan, s Subject) map[string]any {
	claims := map[string]any{"sub": s.User.ID, "azp": p.ClientID}
	claims["aud"] = flat(p.Access.Audience.Value)
	known(claims, "scope", p.Scope.Granted.String())
	known(claims, "gty", s.gty)
	known(claims, "jti", tokenID(s.Authorization))
	known(claims, "claims", s.Claims.Userinfo)
	return claims
}

// idClaims are those of OIDC Core §2. accessToken is the one issued alongside,
// or empty. There is no azp, which is for several audiences only, and no nonce
// that was not sent, which SDKs refuse.
func idClaims(t authd.Tenant, p Plan, s Subject, accessToken string) map[string]any {
	claims := UserClaims(t, s.User, p.Scope.Granted, s.Claims.IDToken)
	claims["aud"] = p.ClientID
	known(claims, "sid", s.SID)
	known(claims, "nonce", s.Nonce)
	if accessToken != "" {
		claims["at_hash"] = leftHash(accessToken)
	}
	if s.Code != "" {
		claims["c_hash"] = leftHash(s.Code)
	}
	if s.AuthTimeDue {
		claims["auth_time"] = s.AuthTime.Unix()
	}
	if s.Claims.ACR {
		claims["acr"], claims["amr"] = ACR, []string{"otp"}
	}
	return claims
}

// flat writes a single audience as a plain string, which is all that auth0.js
// before 9.12 understands.
func flat(audience []string) any {
	if len(audience) == 1 {
		return audience[0]
	}
	return audience
}

// tokenID is the jti of a token under an authorization: first the authorization's
// id, then what makes the token one of a kind (RFC 7519 §4.1.7).
func tokenID(authorization string) string {
	if authorization == "" {
		return ""
	}
	return authorization + "." + rand.Text()
}

// leftHash is at_hash and c_hash (OIDC Core §3.3.2.11). The hash is the one of
// the ID token's algorithm, and that is SHA-256 for all four that we use.
func leftHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}
