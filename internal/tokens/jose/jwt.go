package jose

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"authd/internal/authd"
)

// The algorithms of tokens. Other JWS algorithms are never used or accepted.
const (
	RS256 = "RS256"
	PS256 = "PS256"
	ES256 = "ES256"
	HS256 = "HS256"
	EdDSA = "EdDSA" // of DPoP proofs alone; the ring has no such key and clients register none
)

// A Type is the header typ of a JWT: which kind of token it is (RFC 8725 §3.11).
type Type string

// The types. Plain is that of ID tokens and of access tokens in Auth0's dialect.
const (
	Plain       Type = "JWT"
	AccessToken Type = "at+jwt" // RFC 9068 §2.1
)

// ErrInvalid says that a token was not made by us, or altered since. It never
// says where it went wrong.
var ErrInvalid = errors.New("not a token of this server")

// Sign writes claims as a compact JWT of type typ. The payload is plain JSON rather
// than jwx's jwt.Token, which would write a single audience as an array.
func Sign(typ Type, key authd.SigningKey, claims map[string]any) (string, error) {
	return sign(jws.WithKey(jwa.SignatureAlgorithm(key.Alg), key.Private, jws.WithProtectedHeaders(header(typ, key.ID))), claims)
}

// SignSecret is Sign with HS256 and a secret.
func SignSecret(typ Type, secret []byte, claims map[string]any) (string, error) {
	return sign(jws.WithKey(jwa.HS256, secret, jws.WithProtectedHeaders(header(typ, ""))), claims)
}

func sign(how jws.SignOption, claims map[string]any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("write claims: %w", err)
	}
	token, err := jws.Sign(payload, how)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return string(token), nil
}

// header has what jwx does not add by itself; both values are texts, which it takes.
func header(typ Type, kid string) jws.Headers {
	h := jws.NewHeaders()
	_ = h.Set(jws.TypeKey, string(typ))
	if kid != "" {
		_ = h.Set(jws.KeyIDKey, kid)
	}
	return h
}

// Verify returns the payload of a JWT signed by one of keys, or ErrInvalid. The
// algorithm is the key's own, so the header cannot choose another (RFC 8725
// §3.1), and HS256 is not among them, so a public key is never taken for a secret.
func Verify(token string, keys jwk.Set) ([]byte, error) {
	header, err := readHeader(token)
	if err != nil {
		return nil, err
	}
	key, found := keys.LookupKeyID(header.Kid)
	if !found || key.Algorithm().String() != header.Alg || !asymmetric(header.Alg) {
		return nil, ErrInvalid
	}
	payload, err := jws.Verify([]byte(token), jws.WithKey(jwa.SignatureAlgorithm(header.Alg), key))
	if err != nil {
		return nil, ErrInvalid
	}
	return payload, nil
}

// VerifySecret returns the payload of a JWT signed with HS256 under secret, or
// ErrInvalid. Whoever calls it has decided on HS256 by itself, never by the header.
func VerifySecret(token string, secret []byte) ([]byte, error) {
	header, err := readHeader(token)
	if err != nil || header.Alg != HS256 || header.Kid != "" || len(secret) == 0 {
		return nil, ErrInvalid
	}
	payload, err := jws.Verify([]byte(token), jws.WithKey(jwa.HS256, secret))
	if err != nil {
		return nil, ErrInvalid
	}
	return payload, nil
}

// Peek returns the payload of a JWT without checking who signed it, or
// ErrInvalid. It serves to find the key to check with, and for nothing else.
func Peek(token string) ([]byte, error) {
	if _, err := readHeader(token); err != nil {
		return nil, err
	}
	return decode(strings.Split(token, ".")[1]), nil
}

// PeekHeader returns the algorithm and the key id that a JWT names, without
// checking anything but that it has the form of ours. The error is ErrInvalid.
func PeekHeader(token string) (string, string, error) {
	header, err := readHeader(token)
	return header.Alg, header.Kid, err
}

// TypeOf returns the type that a JWT names, "" where it has not the form of ours.
// It is to be believed only of a token that was verified.
func TypeOf(token string) Type {
	header, err := readHeader(token)
	if err != nil {
		return ""
	}
	return header.Typ
}

func asymmetric(alg string) bool { return alg == RS256 || alg == PS256 || alg == ES256 || alg == EdDSA }

// jwtHeader holds every member of our JWTs' header. One with any other, crit
// and b64 among them, is not ours.
type jwtHeader struct {
	Alg, Kid string
	Typ      Type
}

func readHeader(token string) (jwtHeader, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || slices.ContainsFunc(parts, func(p string) bool { return decode(p) == nil }) {
		return jwtHeader{}, ErrInvalid
	}
	var header jwtHeader
	reader := json.NewDecoder(bytes.NewReader(decode(parts[0])))
	reader.DisallowUnknownFields()
	if reader.Decode(&header) != nil || header.Typ != Plain && header.Typ != AccessToken {
		return jwtHeader{}, ErrInvalid
	}
	return header, nil
}
