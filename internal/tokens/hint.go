package tokens

import (
	"encoding/json"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

// A Hint is what an ID token says to the server that issued it, when a client
// shows it again as id_token_hint.
type Hint struct {
	UserID   string
	ClientID string
	SID      string // empty: it was issued without a session
}

// OpenHint reads an ID token of ours (OIDC Core §3.1.2.1, RP-Initiated Logout
// §4). That it has expired does not matter: it only says who is meant. Every
// other flaw, and a client that is not configured any more, is ErrInvalid.
func (i *Issuer) OpenHint(token string) (Hint, error) {
	if len(token) > maxToken || jose.TypeOf(token) != jose.Plain {
		return Hint{}, ErrInvalid
	}
	unchecked, err := jose.Peek(token)
	if err != nil {
		return Hint{}, ErrInvalid
	}
	claimed, err := i.readHint(unchecked)
	if err != nil {
		return Hint{}, err
	}
	payload, err := i.verifyFor(i.Directory.Clients[claimed.ClientID], token)
	if err != nil {
		return Hint{}, ErrInvalid
	}
	hint, err := i.readHint(payload)
	if err != nil {
		return Hint{}, err
	}
	hint.UserID, err = i.Person(hint.ClientID, hint.UserID)
	return hint, err
}

// verifyFor checks the signature with the one algorithm c's ID tokens have, so
// that a public key is never taken for a secret (RFC 8725 §3.1).
func (i *Issuer) verifyFor(c authd.Client, token string) ([]byte, error) {
	if c.IDTokenAlg.Or(jose.RS256) == jose.HS256 {
		return jose.VerifySecret(token, []byte(c.Secret))
	}
	return jose.Verify(token, i.Keys.VerificationKeys())
}

// readHint tells ID tokens from access tokens, which have azp, and from answers
// of /userinfo, which have no exp.
func (i *Issuer) readHint(payload []byte) (Hint, error) {
	var claims struct {
		Issuer   string         `json:"iss"`
		User     string         `json:"sub"`
		Audience oauth.Audience `json:"aud"`
		Party    string         `json:"azp"`
		SID      string         `json:"sid"`
		Expiry   int64          `json:"exp"`
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Issuer != i.Directory.Tenant.Issuer || claims.User == "" || claims.Expiry == 0 || claims.Party != "" || len(claims.Audience) != 1 {
		return Hint{}, ErrInvalid
	}
	hint := Hint{UserID: claims.User, ClientID: claims.Audience[0], SID: claims.SID}
	if _, known := i.Directory.Clients[hint.ClientID]; !known {
		return Hint{}, ErrInvalid
	}
	return hint, nil
}
