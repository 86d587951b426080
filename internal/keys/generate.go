package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"

	"authd/internal/seal"
)

// rsaBits is the least RFC 7518 §3.3 allows, and all that older clients read.
const rsaBits = 2048

// generate makes the material of a new key for alg.
func generate(alg string) ([]byte, error) {
	switch alg {
	case algSealing:
		return seal.NewKey(), nil
	case "RS256", "PS256":
		private, err := rsa.GenerateKey(rand.Reader, rsaBits)
		return encodePrivate(private, err)
	case "ES256":
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		return encodePrivate(private, err)
	}
	return nil, fmt.Errorf("no key can be made for %q: the ring signs with RS256, PS256 and ES256", alg)
}

func encodePrivate(private crypto.Signer, err error) ([]byte, error) {
	if err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("encode a signing key: %w", err)
	}
	return der, nil
}

// parse turns a signing key into a private JWK with alg, use and kid, and into what
// signs: to get that out of the JWK would cost a fifth of a signature each time. The
// kid is the thumbprint of RFC 7638, so it can neither collide nor be reused.
func (k key) parse() (jwk.Key, crypto.Signer, error) {
	private, err := x509.ParsePKCS8PrivateKey(k.Material)
	if err != nil {
		return nil, nil, fmt.Errorf("read a stored %s key: %w", k.Alg, err)
	}
	signer, signs := private.(crypto.Signer)
	if !signs {
		return nil, nil, fmt.Errorf("a stored %s key is a %T, which signs nothing", k.Alg, private)
	}
	parsed, err := jwk.FromRaw(private)
	if err != nil {
		return nil, nil, fmt.Errorf("read a stored %s key: %w", k.Alg, err)
	}
	return parsed, signer, describe(parsed, k.Alg)
}

func describe(k jwk.Key, alg string) error {
	if err := jwk.AssignKeyID(k); err != nil {
		return fmt.Errorf("name a %s key: %w", alg, err)
	}
	if err := k.Set(jwk.AlgorithmKey, jwa.SignatureAlgorithm(alg)); err != nil {
		return fmt.Errorf("describe a %s key: %w", alg, err)
	}
	if err := k.Set(jwk.KeyUsageKey, jwk.ForSignature); err != nil {
		return fmt.Errorf("describe a %s key: %w", alg, err)
	}
	return nil
}
