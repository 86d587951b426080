package jose

import (
	"crypto"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"authd/internal/authd"
)

// VerifyAssertion returns the payload of a JWT that one of a client's keys
// signed, or ErrInvalid. The key is found by kid, or without one where only one
// key has the algorithm; the algorithm is the key's as registered, and what else
// the header says about keys is not looked at (RFC 8725 §3.1, §3.10).
func VerifyAssertion(token string, keys []authd.ClientKey) ([]byte, error) {
	header, err := readAssertionHeader(token)
	if err != nil {
		return nil, err
	}
	key, found := keyFor(keys, header.Kid, header.Alg)
	if !found || !asymmetric(key.Alg) {
		return nil, ErrInvalid
	}
	payload, err := jws.Verify([]byte(token), jws.WithKey(jwa.SignatureAlgorithm(key.Alg), key.Public))
	if err != nil {
		return nil, ErrInvalid
	}
	return payload, nil
}

// VerifyAssertionSecret returns the payload of a JWT that a client signed with
// HS256 under secret, or ErrInvalid. Whoever calls it has decided on HS256 by the
// client's registration, never by the header (RFC 8725 §3.1).
func VerifyAssertionSecret(token string, secret []byte) ([]byte, error) {
	header, err := readAssertionHeader(token)
	if err != nil || header.Alg != HS256 || len(secret) == 0 {
		return nil, ErrInvalid
	}
	payload, err := jws.Verify([]byte(token), jws.WithKey(jwa.HS256, secret))
	if err != nil {
		return nil, ErrInvalid
	}
	return payload, nil
}

// PeekAssertionHeader returns the algorithm and the type that a client's JWT names,
// both empty where it has no header. It serves to say what is wrong, and to refuse.
func PeekAssertionHeader(token string) (string, Type) {
	first, _, _ := strings.Cut(token, ".")
	var header struct {
		Alg string
		Typ Type
	}
	if json.Unmarshal(decode(first), &header) != nil {
		return "", ""
	}
	return header.Alg, header.Typ
}

// assertionHeader is what is looked at of the header of a client's JWT.
type assertionHeader struct {
	Alg, Kid string
	Crit     json.RawMessage
}

func readAssertionHeader(token string) (assertionHeader, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || decode(parts[0]) == nil || decode(parts[1]) == nil || decode(parts[2]) == nil {
		return assertionHeader{}, ErrInvalid
	}
	var header assertionHeader
	if json.Unmarshal(decode(parts[0]), &header) != nil || header.Crit != nil {
		return assertionHeader{}, ErrInvalid
	}
	return header, nil
}

func keyFor(keys []authd.ClientKey, kid, alg string) (authd.ClientKey, bool) {
	var fit []authd.ClientKey
	for _, k := range keys {
		if k.Alg == alg && (kid == "" || k.ID == kid) {
			fit = append(fit, k)
		}
	}
	if len(fit) != 1 {
		return authd.ClientKey{}, false
	}
	return fit[0], true
}

// Thumbprint is the JWK SHA-256 thumbprint of a public key (RFC 7638), by which
// tokens name the key they are bound to.
func Thumbprint(public crypto.PublicKey) (string, error) {
	key, err := jwk.FromRaw(public)
	if err != nil {
		return "", fmt.Errorf("read a public key: %w", err)
	}
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("hash a public key: %w", err)
	}
	return encode(sum), nil
}

// PeekAssertion returns the payload of a client's JWT without checking it, or
// ErrInvalid. It serves to find the keys to check with, and for nothing else.
func PeekAssertion(token string) ([]byte, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || decode(parts[1]) == nil {
		return nil, ErrInvalid
	}
	return decode(parts[1]), nil
}
