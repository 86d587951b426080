package jwks

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"authd/internal/authd"
)

// Sizes of an RSA key in bits: the least is RFC 7518 §3.3, and above the most a
// signature takes long to check.
const (
	smallestRSA = 2048
	largestRSA  = 8192
)

// A member is one key as it is written. D is private in both kinds.
type member struct {
	Kty, Use, Alg, Kid, D string
	N, E                  string
	Crv, X, Y             string
}

// Parse reads a JSON Web Key Set. Keys that are for encryption are left out. Its
// error names the key and what to change; a private key is one, since it
// must not leave the client.
func Parse(text string) ([]authd.ClientKey, error) {
	var set struct{ Keys []member }
	if err := unmarshal(text, &set); err != nil {
		return nil, err
	}
	var keys []authd.ClientKey
	seen := map[string]bool{}
	for i, m := range set.Keys {
		if m.Use == encryption {
			continue
		}
		key, err := m.parse()
		switch {
		case err != nil:
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		case seen[key.ID]:
			return nil, fmt.Errorf("key %d: its kid %q is that of another key", i+1, key.ID)
		}
		seen[key.ID] = true
		keys = append(keys, key)
	}
	return keys, anyOf(keys)
}

// ParsePublished reads a JSON Web Key Set as a client publishes it for all who
// ask, with keys among them that are not for here: whatever cannot be used is left
// out (RFC 7517 §5). Its error says that nothing is left.
func ParsePublished(text string) ([]authd.ClientKey, error) {
	var set struct{ Keys []json.RawMessage }
	if err := unmarshal(text, &set); err != nil {
		return nil, err
	}
	var keys []authd.ClientKey
	for _, raw := range set.Keys {
		var m member
		if json.Unmarshal(raw, &m) != nil || m.Use == encryption {
			continue
		}
		if key, err := m.parse(); err == nil {
			keys = append(keys, key)
		}
	}
	return keys, anyOf(keys)
}

const encryption = "enc" // RFC 7517 §4.2

func unmarshal(text string, set any) error {
	if err := json.Unmarshal([]byte(text), set); err != nil {
		return fmt.Errorf(`is not a JSON Web Key Set, {"keys": [...]}: %w`, err)
	}
	return nil
}

func anyOf(keys []authd.ClientKey) error {
	if len(keys) == 0 {
		return errors.New("has no key for signatures")
	}
	return nil
}

func (m member) parse() (authd.ClientKey, error) {
	if m.D != "" {
		return authd.ClientKey{}, errors.New("is a private key; only its public half belongs here")
	}
	switch {
	case m.Kty == "RSA" && (m.Alg == "RS256" || m.Alg == "PS256" || m.Alg == ""):
		public, err := m.rsa()
		if m.Alg == "" {
			m.Alg = "RS256"
		}
		return authd.ClientKey{ID: m.Kid, Alg: m.Alg, Public: public}, err
	case m.Kty == "EC" && m.Crv == "P-256" && (m.Alg == "ES256" || m.Alg == ""):
		public, err := m.ec()
		return authd.ClientKey{ID: m.Kid, Alg: "ES256", Public: public}, err
	}
	return authd.ClientKey{}, errors.New("is not for RS256, PS256 or ES256")
}

func (m member) rsa() (crypto.PublicKey, error) {
	n, errN := number(m.N)
	e, errE := number(m.E)
	switch {
	case errN != nil || errE != nil || !e.IsInt64() || e.Int64() < 3 || e.Int64() > 1<<31-1:
		return nil, errors.New("its n or e is damaged")
	case n.BitLen() < smallestRSA:
		return nil, fmt.Errorf("has %d bits; %d are the least", n.BitLen(), smallestRSA)
	case n.BitLen() > largestRSA:
		return nil, fmt.Errorf("has %d bits; %d are the most", n.BitLen(), largestRSA)
	}
	return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
}

func (m member) ec() (crypto.PublicKey, error) {
	x, errX := base64.RawURLEncoding.DecodeString(m.X)
	y, errY := base64.RawURLEncoding.DecodeString(m.Y)
	if errX != nil || errY != nil || len(x) != 32 || len(y) != 32 {
		return nil, errors.New("its x or y is damaged")
	}
	point := append(append([]byte{4}, x...), y...) // uncompressed, SEC 1 §2.3.3
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return nil, errors.New("its x and y are no point of P-256")
	}
	return public, nil
}

func number(text string) (*big.Int, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) == 0 {
		return nil, errors.New("not a number")
	}
	return new(big.Int).SetBytes(raw), nil
}
