package tokens

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"authd/internal/authd"
	"authd/internal/tokens/jose"
)

// ACR is the one class of authentication there is: a code or a link that was sent
// to an address, the lowest level of ISO/IEC 29115 (OIDC Core §2). amr is its
// method (RFC 8176 §2).
const ACR = "1"

// accessClaims are those of the plan's dialect.
func accessClaims(p Plan, s Subject) map[string]any {
	claims := map[string]any{"sub": s.User.ID, "aud": flat(p.Access.Audience.Value)}
	known(claims, "scope", p.Scope.Granted.String())
	known(claims, "claims", forUserinfo(p, s))
	if cnf := confirm(p.Access.Key); cnf != nil {
		claims["cnf"] = cnf
	}
	if p.Access.kind() == jose.AccessToken {
		addProfile(claims, p, s)
		return claims
	}
	addAuth0(claims, p, s)
	return claims
}

// forUserinfo are the names a token carries for /userinfo; none where that will
// not take it.
func forUserinfo(p Plan, s Subject) string {
	if !p.Access.Userinfo.Value {
		return ""
	}
	return s.Claims.Userinfo
}

// addAuth0 completes Auth0's own dialect: no nbf and nothing about the person but
// sub. There is a jti only where the token can be revoked.
func addAuth0(claims map[string]any, p Plan, s Subject) {
	claims["azp"] = p.ClientID
	known(claims, "gty", s.gty)
	if s.Authorization != "" {
		claims["jti"] = tokenID(s.Authorization)
	}
}

// addProfile completes the dialect of RFC 9068 §2.2: every token has a jti, and
// says when and how the person logged in.
func addProfile(claims map[string]any, p Plan, s Subject) {
	claims["client_id"] = p.ClientID
	claims["jti"] = tokenID(s.Authorization)
	if !s.AuthTime.IsZero() {
		claims["auth_time"], claims["acr"] = s.AuthTime.Unix(), ACR
	}
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

// tokenID is the jti of a token: first the authorization's id, empty where there
// is none, then what makes the token one of a kind (RFC 7519 §4.1.7).
func tokenID(authorization string) string { return authorization + "." + rand.Text() }

// leftHash is at_hash and c_hash (OIDC Core §3.3.2.11). The hash is the one of
// the ID token's algorithm, and that is SHA-256 for all four that we use.
func leftHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}
