package jwks

import (
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"

	"authd/internal/oauth"
)

// private are the members of keys that nobody else may know (RFC 7518 §6, RFC
// 8037 §2).
var private = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"}

// ParseKey reads the one public key that a message brings for its own signature,
// made with alg: RS256, PS256, ES256 or EdDSA with Ed25519. Its error continues a
// sentence about the key.
func ParseKey(text []byte, alg string) (crypto.PublicKey, error) {
	members, err := oauth.ReadObject(text)
	var m member
	if err != nil || json.Unmarshal(text, &m) != nil {
		return nil, errors.New("is not a JSON Web Key")
	}
	for _, name := range private {
		if _, found := members[name]; found {
			return nil, errors.New("is a private key; only its public half belongs here")
		}
	}
	if m.Alg != "" && m.Alg != alg || m.Use == encryption {
		return nil, errors.New("is for another algorithm than the signature was made with")
	}
	if alg == "EdDSA" {
		return m.ed25519()
	}
	m.Alg = alg
	key, err := m.parse()
	return key.Public, err
}

func (m member) ed25519() (crypto.PublicKey, error) {
	x, err := base64.RawURLEncoding.DecodeString(m.X)
	if m.Kty != "OKP" || m.Crv != "Ed25519" || err != nil || len(x) != ed25519.PublicKeySize {
		return nil, errors.New("is no public key of Ed25519, or its x is damaged")
	}
	return ed25519.PublicKey(x), nil
}
