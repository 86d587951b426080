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
	Subject   string // under which ClientID knows them
	ClientID  string
	SID       string // only of opaque tokens; JWTs do not carry it
	Scope     oauth.Scope
	Claims    string // asked for by name, with a space between
	ExpiresAt time.Time
	// Authorization is what the token is revoked by; empty: it is not.
	Authorization string
	IssuedAt      time.Time
	Audience      []string // only of JWTs
	ID            string   // jti; empty: none
	Key           string   // thumbprint of the key it is bound to; empty: whoever has it may use it
}

// accessContent is what both formats say, under the same names. Only the
// authorization is written differently in a JWT: it is part of jti.
type accessContent struct {
	User          string        `json:"sub"`
	Client        string        `json:"azp"`
	ClientID      string        `json:"client_id,omitempty"` // azp in the dialect of RFC 9068
	SID           string        `json:"sid,omitempty"`
	Authorization string        `json:"authorization,omitempty"`
	Scope         string        `json:"scope,omitempty"`
	Claims        string        `json:"claims,omitempty"`
	Confirmation  *confirmation `json:"cnf,omitempty"`
	IssuedAt      int64         `json:"iat,omitempty"` // nothing rests on it: it is for Examine and introspection
	Expiry        int64         `json:"exp"`
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
	return i.OpenAccessFor([]string{i.Directory.Tenant.UserinfoAudience()}, token, now)
}

// OpenAccessFor is OpenAccess for a reader that stands for other audiences: the
// token is for one of them. Opaque tokens are for /userinfo alone.
func (i *Issuer) OpenAccessFor(audiences []string, token string, now time.Time) (Access, error) {
	access, err := i.read(audiences, token)
	if err == nil {
		access, err = i.named(access)
	}
	switch {
	case errors.Is(err, jose.ErrInvalid):
		return Access{}, ErrInvalid
	case err != nil:
		return Access{}, err
	case !now.Before(access.ExpiresAt):
		return Access{}, ErrExpired
	}
	return access, nil
}

// named completes what a token says about its person: a JWT has the Subject, an
// opaque token the UserID.
func (i *Issuer) named(a Access) (Access, error) {
	var err error
	if a.Subject == "" {
		a.Subject, err = i.subjectFor(a.ClientID, a.UserID)
		return a, err
	}
	a.UserID, err = i.Person(a.ClientID, a.Subject)
	return a, err
}

// read tells the formats apart by their dots, counted before anything is parsed.
func (i *Issuer) read(audiences []string, token string) (Access, error) {
	if len(token) > maxToken {
		return Access{}, ErrInvalid
	}
	switch strings.Count(token, ".") {
	case 4:
		return i.openOpaque(audiences, token)
	case 2:
		return i.readJWT(audiences, token)
	}
	return Access{}, ErrInvalid
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

func (i *Issuer) openOpaque(audiences []string, token string) (Access, error) {
	content, err := i.readOpaque(token)
	if err == nil && !slices.Contains(audiences, i.Directory.Tenant.UserinfoAudience()) {
		err = ErrAudience
	}
	return content.access(), err
}

func (c accessContent) access() Access {
	key := ""
	if c.Confirmation != nil {
		key = c.Confirmation.Key
	}
	return Access{
		Key: key, UserID: c.User, ClientID: c.Client, SID: c.SID, Authorization: c.Authorization,
		Scope: oauth.ParseScope(c.Scope), Claims: c.Claims, IssuedAt: time.Unix(c.IssuedAt, 0), ExpiresAt: time.Unix(c.Expiry, 0),
	}
}

// readJWT checks all but the expiry (RFC 8725 §3.8, §3.9, §3.12).
func (i *Issuer) readJWT(audiences []string, token string) (Access, error) {
	payload, audiences, err := i.verifyAccess(token, audiences)
	if err != nil {
		return Access{}, err
	}
	var claims struct {
		accessContent
		ID       string         `json:"jti"`
		Issuer   string         `json:"iss"`
		Audience oauth.Audience `json:"aud"`
	}
	switch err := json.Unmarshal(payload, &claims); {
	case err != nil || claims.Issuer != i.Directory.Tenant.Issuer:
		return Access{}, ErrInvalid
	case !slices.ContainsFunc(claims.Audience, func(aud string) bool { return slices.Contains(audiences, aud) }):
		return Access{}, ErrAudience
	case claims.client(token) == "":
		return Access{}, ErrInvalid
	}
	claims.Client = claims.client(token)
	claims.Authorization, _, _ = strings.Cut(claims.ID, ".")
	access := claims.access()
	access.ID, access.Audience = claims.ID, claims.Audience
	access.Subject = claims.User
	return access, nil
}

// verifyAccess checks the signature and says which of audiences it vouches for:
// all, or where an API's secret signed that API alone, since the API could have
// signed anything with it.
func (i *Issuer) verifyAccess(token string, audiences []string) ([]byte, []string, error) {
	payload, err := jose.Verify(token, i.Keys.VerificationKeys())
	if err == nil {
		return payload, audiences, nil
	}
	for _, audience := range audiences {
		api := i.Directory.APIs[audience]
		if api.SigningAlg.Or(jose.RS256) != jose.HS256 {
			continue
		}
		if payload, err := jose.VerifySecret(token, []byte(api.SigningSecret)); err == nil {
			return payload, []string{audience}, nil
		}
	}
	return nil, nil, err
}
