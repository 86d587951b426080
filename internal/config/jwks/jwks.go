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

// smallestRSA is the least size of an RSA key in bits (RFC 7518 §3.3).
const smallestRSA = 2048

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
	if err := json.Unmarshal([]byte(text), &set); err != nil {
		return nil, fmt.Errorf(`is not a JSON Web Key Set, {"keys": [...]}: %w`, err)
	}
	var keys []authd.ClientKey
	seen := map[string]bool{}
	for i, m := range set.Keys {
		if m.Use == "enc" {
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
	if len(keys) == 0 {
		return nil, errors.New("has no key for signatures")
	}
	return keys, nil
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
