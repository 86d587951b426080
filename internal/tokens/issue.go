package tokens

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwk"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/pairwise"
	"authd/internal/tokens/jose"
)

var (
	errNoSecret = errors.New("a token is to be signed with HS256, and its reader has no secret")
	errNoKey    = errors.New("a token is to be bound to a key, and the request proved none")
)

// Keys is what the issuer needs of the key ring.
type Keys interface {
	SigningKey(alg string) (authd.SigningKey, error) // RS256, PS256 or ES256
	VerificationKeys() jwk.Set                       // public keys
	OpaqueKeys() [][]byte                            // 32-byte keys, newest first, never empty; the first seals, all open
}

// An Issuer turns plans into tokens, and reads access tokens back. It has no
// lifetime of its own: every one comes from the plan.
type Issuer struct {
	Directory authd.Directory
	Keys      Keys
	Subjects  *pairwise.Cipher // nil: no client has pairwise subjects
	Issued    func(Plan)       // told of each plan whose tokens were made; nil: nobody is
}

// A Subject is whom the tokens are about, and what their login adds.
type Subject struct {
	User        authd.User
	SID         string
	AuthTime    time.Time
	AuthTimeDue bool   // the request sent max_age or prompt=login, so auth_time is owed
	Nonce       string // as sent; empty: not sent
	Claims      authd.AskedClaims
	// Authorization is what the tokens are revoked by; empty: they are not.
	Authorization string
	Code          string // issued alongside, for c_hash; empty: none
	gty           string
}

// ClientSubject is a client that acts in its own name. Auth0 calls it so, and
// no person's id has this form (RFC 9700 §4.15).
func ClientSubject(c authd.Client) Subject {
	return Subject{User: authd.User{ID: ownName(c.ID)}, gty: "client-credentials"}
}

func ownName(clientID string) string { return clientID + "@clients" }

// A Set is the tokens of one response.
type Set struct {
	AccessToken string // empty: none
	IDToken     string // empty: none
	TokenType   string // Bearer or DPoP, empty without an access token
	ExpiresIn   int    // seconds
	Scope       oauth.Scope
}

// Issue signs or seals the tokens of p. It fails only where a key is missing, one of
// ours or the one that a token is to be bound to, or no pairwise subject can be made.
func (i *Issuer) Issue(p Plan, s Subject, now time.Time) (Set, error) {
	sub, err := i.subjectFor(p.ClientID, s.User.ID)
	if err != nil {
		return Set{}, err
	}
	set := Set{ExpiresIn: p.ExpiresIn(), Scope: p.Scope.Granted}
	if p.Access != nil {
		token, err := i.accessToken(p, s, sub, now)
		if err != nil {
			return Set{}, err
		}
		set.AccessToken, set.TokenType = token, p.Access.TokenType.Value
	}
	if p.ID != nil {
		claims := idClaims(i.Directory.Tenant, p, s, set.AccessToken)
		claims["sub"] = sub
		i.stamp(claims, p.ID.Lifetime.Value, now)
		token, err := i.sign(jose.Plain, p.ID.Alg.Value, i.Directory.Clients[p.ClientID].Secret, claims)
		if err != nil {
			return Set{}, err
		}
		set.IDToken = token
	}
	if i.Issued != nil {
		i.Issued(p)
	}
	return set, nil
}

// accessToken names the person by sub where others can read it.
func (i *Issuer) accessToken(p Plan, s Subject, sub string, now time.Time) (string, error) {
	if p.Access.TokenType.Value == DPoP && p.Access.Key == "" {
		return "", errNoKey
	}
	if p.Access.Format.Value == Opaque {
		return i.opaque(p, s, now)
	}
	claims := accessClaims(p, s)
	claims["sub"] = sub
	i.stamp(claims, p.Access.Lifetime.Value, now)
	return i.sign(p.Access.kind(), p.Access.Alg.Value, i.Directory.APIs[p.API].SigningSecret, claims)
}

func (i *Issuer) opaque(p Plan, s Subject, now time.Time) (string, error) {
	content, err := json.Marshal(accessContent{
		User: s.User.ID, Client: p.ClientID, SID: s.SID, Authorization: s.Authorization, Scope: p.Scope.Granted.String(), Claims: forUserinfo(p, s), Confirmation: confirm(p.Access.Key),
		IssuedAt: now.Unix(), Expiry: expiry(p.Access.Lifetime.Value, now),
	})
	if err != nil {
		return "", fmt.Errorf("write an opaque token: %w", err)
	}
	return jose.Seal(i.Keys.OpaqueKeys()[0], i.Directory.Tenant.Issuer, content)
}

// sign uses the ring's key for alg, or secret where alg is HS256.
func (i *Issuer) sign(typ jose.Type, alg, secret string, claims map[string]any) (string, error) {
	if alg == jose.HS256 {
		if secret == "" {
			return "", errNoSecret
		}
		return jose.SignSecret(typ, []byte(secret), claims)
	}
	key, err := i.Keys.SigningKey(alg)
	if err != nil {
		return "", fmt.Errorf("sign a token with %s: %w", alg, err)
	}
	return jose.Sign(typ, key, claims)
}

// stamp adds the issuer and the times. iat is floored to a whole second, since
// some verifiers refuse one that lies ahead, and exp counts from it, so that
// exp - iat is the lifetime exactly.
func (i *Issuer) stamp(claims map[string]any, lifetime time.Duration, now time.Time) {
	claims["iss"] = i.Directory.Tenant.Issuer
	claims["iat"] = now.Unix()
	claims["exp"] = expiry(lifetime, now)
}

func expiry(lifetime time.Duration, now time.Time) int64 {
	return now.Unix() + int64(lifetime/time.Second)
}
