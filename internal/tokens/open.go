package tokens

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

// Why a token is not good at /userinfo.
var (
	ErrInvalid  = errors.New("not an access token of this server")
	ErrExpired  = errors.New("access token has expired")
	ErrAudience = errors.New("access token is not for /userinfo")
)

// ErrSealed says that a token can be read only with the key ring.
var ErrSealed = errors.New("the content is sealed with the server's keys")

// maxToken is far above any token we issue, and keeps parsing cheap.
const maxToken = 16 << 10

// Access is what an access token says.
type Access struct {
	UserID    string
	ClientID  string
	SID       string // only of opaque tokens; JWTs do not carry it
	Scope     oauth.Scope
	Claims    string // asked for by name, with a space between
	ExpiresAt time.Time
	// Authorization is what the token is revoked by; empty: it is not.
	Authorization string
}

// accessContent is what both formats say, under the same names. Only the
// authorization is written differently in a JWT: it is part of jti.
type accessContent struct {
	User          string `json:"sub"`
	Client        string `json:"azp"`
	ClientID      string `json:"client_id,omitempty"` // azp in the dialect of RFC 9068
	SID           string `json:"sid,omitempty"`
	Authorization string `json:"authorization,omitempty"`
	Scope         string `json:"scope,omitempty"`
	Claims        string `json:"claims,omitempty"`
	IssuedAt      int64  `json:"iat,omitempty"` // nothing rests on it: it is for Examine
	Expiry        int64  `json:"exp"`
}

// client is the client of a verified access token, "" for an ID token: azp is in
// every access token of Auth0's dialect and in no ID token, and client_id counts
// only where the header says that it is an access token.
func (c accessContent) client(token string) string {
	if jose.TypeOf(token) == jose.AccessToken {
		return c.ClientID
	}
	return c.Client
}

// OpenAccess reads an access token that is good at /userinfo: an opaque one, or
// a JWT that one of our keys signed and whose aud holds /userinfo. Everything
// else is ErrInvalid, ErrExpired or ErrAudience. A token is dead at now >= exp
// (RFC 7519 §4.1.4).
func (i *Issuer) OpenAccess(token string, now time.Time) (Access, error) {
	content, err := i.read(token)
	switch {
	case errors.Is(err, jose.ErrInvalid):
		return Access{}, ErrInvalid
	case err != nil:
		return Access{}, err
	}
	access := Access{
		UserID: content.User, ClientID: content.Client, SID: content.SID,
		Scope: oauth.ParseScope(content.Scope), Claims: content.Claims, ExpiresAt: time.Unix(content.Expiry, 0),
		Authorization: content.Authorization,
	}
	if !now.Before(access.ExpiresAt) {
		return Access{}, ErrExpired
	}
	return access, nil
}

// read tells the formats apart by their dots, counted before anything is parsed.
func (i *Issuer) read(token string) (accessContent, error) {
	if len(token) > maxToken {
		return accessContent{}, ErrInvalid
	}
	switch strings.Count(token, ".") {
	case 4:
		return i.readOpaque(token)
	case 2:
		return i.readJWT(token)
	}
	return accessContent{}, ErrInvalid
}

func (i *Issuer) readOpaque(token string) (accessContent, error) {
	plain, err := jose.Open(i.Keys.OpaqueKeys(), i.Directory.Tenant.Issuer, token)
	if err != nil {
		return accessContent{}, err
	}
	var content accessContent
	if json.Unmarshal(plain, &content) != nil {
		return accessContent{}, ErrInvalid
	}
	return content, nil
}

// readJWT checks all but the expiry (RFC 8725 §3.8, §3.9, §3.12).
func (i *Issuer) readJWT(token string) (accessContent, error) {
	payload, err := jose.Verify(token, i.Keys.VerificationKeys())
	if err != nil {
		return accessContent{}, err
	}
	var claims struct {
		accessContent
		ID       string    `json:"jti"`
		Issuer   string    `json:"iss"`
		Audience manyOrOne `json:"aud"`
	}
	tenant := i.Directory.Tenant
	switch err := json.Unmarshal(payload, &claims); {
	case err != nil || claims.Issuer != tenant.Issuer:
		return accessContent{}, ErrInvalid
	case !slices.Contains(claims.Audience, tenant.UserinfoAudience()):
		return accessContent{}, ErrAudience
	case claims.client(token) == "":
		return accessContent{}, ErrInvalid
	}
	claims.Client = claims.client(token)
	claims.Authorization, _, _ = strings.Cut(claims.ID, ".")
	return claims.accessContent, nil
}

// manyOrOne reads an aud, which is an array or a plain string (RFC 7519 §4.1.3).
type manyOrOne []string

// UnmarshalJSON accepts both spellings.
func (m *manyOrOne) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*m = manyOrOne{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(m))
}
