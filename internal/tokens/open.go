package tokens

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"

	"authd/internal/oauth"
)

// Why a token is not good at /userinfo.
var (
	ErrInvalid  = errors.New("not an access token of this server")
	ErrExpired  = errors.New("access token has expired")
	ErrAudience = errors.New("access token is not for /userinfo")
)

// maxToken is far above any token we issue, and keeps parsing cheap.
const maxToken = 16 << 10

// Access is what an access token says.
type Access struct {
	UserID    string
	ClientID  string
	SID       string // only of opaque tokens; JWTs do not carry it
	Scope     oauth.Scope
	ExpiresAt time.Time
}

// OpenAccess reads an access token that is good at /userinfo: an opaque one, or
// a JWT that one of our keys signed and whose aud holds /userinfo. Everything
// else is ErrInvalid, ErrExpired or ErrAudience. A token is dead at now >= exp
// (RFC 7519 §4.1.4).
func (i *Issuer) OpenAccess(token string, now time.Time) (Access, error) {
	if len(token) > maxToken {
		return Access{}, ErrInvalid
	}
	var s sealed
	var err error
	switch strings.Count(token, ".") {
	case 4:
		s, err = i.openSealed(token)
	case 2:
		s, err = i.openJWT(token)
	default:
		err = ErrInvalid
	}
	if err != nil {
		return Access{}, err
	}
	expiresAt := time.Unix(s.Expiry, 0)
	if !now.Before(expiresAt) {
		return Access{}, ErrExpired
	}
	return Access{UserID: s.User, ClientID: s.Client, SID: s.SID, Scope: oauth.ParseScope(s.Scope), ExpiresAt: expiresAt}, nil
}

// openJWT checks all but the expiry (RFC 8725 §3.1, §3.8, §3.9, §3.11).
func (i *Issuer) openJWT(token string) (sealed, error) {
	payload, err := i.verify(token)
	if err != nil {
		return sealed{}, err
	}
	var claims struct {
		sealed
		Issuer   string    `json:"iss"`
		Audience manyOrOne `json:"aud"`
	}
	tenant := i.Directory.Tenant
	switch err := json.Unmarshal(payload, &claims); {
	case err != nil || claims.Issuer != tenant.Issuer:
		return sealed{}, ErrInvalid
	case !slices.Contains(claims.Audience, tenant.UserinfoAudience()):
		return sealed{}, ErrAudience
	case claims.Client == "": // azp: every access token has it, no ID token does
		return sealed{}, ErrInvalid
	}
	return claims.sealed, nil
}

// verify returns the payload of a JWT signed by one of our keys. The algorithm
// is the key's own, so the header cannot choose another (RFC 8725 §3.1), and a
// header with any member we do not write is refused, crit and b64 among them.
func (i *Issuer) verify(token string) ([]byte, error) {
	header, err := readHeader(token)
	if err != nil {
		return nil, err
	}
	key, found := i.Keys.VerificationKeys().LookupKeyID(header.Kid)
	if !found || key.Algorithm().String() != header.Alg || !asymmetric(header.Alg) {
		return nil, ErrInvalid
	}
	payload, err := jws.Verify([]byte(token), jws.WithKey(jwa.SignatureAlgorithm(header.Alg), key))
	if err != nil {
		return nil, ErrInvalid
	}
	return payload, nil
}

func asymmetric(alg string) bool { return alg == RS256 || alg == PS256 || alg == ES256 }

// jwtHeader holds every member of our JWTs' header.
type jwtHeader struct{ Alg, Kid, Typ string }

func readHeader(token string) (jwtHeader, error) {
	parts := strings.Split(token, ".")
	if slices.ContainsFunc(parts, func(p string) bool { return decode(p) == nil }) {
		return jwtHeader{}, ErrInvalid
	}
	var header jwtHeader
	reader := json.NewDecoder(bytes.NewReader(decode(parts[0])))
	reader.DisallowUnknownFields()
	if reader.Decode(&header) != nil || header.Typ != "JWT" {
		return jwtHeader{}, ErrInvalid
	}
	return header, nil
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
