package dpop

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"sync"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 500e6, time.UTC)

const (
	issuer   = "https://auth.example.com/"
	endpoint = issuer + "oauth/token"
)

// A maker signs proofs with a key of its own. It uses the standard library alone,
// so that it shares no mistake with the reader.
type maker struct {
	alg  string
	jwk  map[string]any
	sign func(input []byte) ([]byte, error)
}

func b64(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func ecMaker(curve elliptic.Curve) maker {
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		panic(err)
	}
	point, err := key.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	size := (len(point) - 1) / 2
	return maker{"ES256", map[string]any{"kty": "EC", "crv": curve.Params().Name, "x": b64(point[1 : 1+size]), "y": b64(point[1+size:])}, func(input []byte) ([]byte, error) {
		sum := sha256.Sum256(input)
		r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
		return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...), err
	}}
}

func rsaMaker(alg string, key *rsa.PrivateKey) maker {
	jwk := map[string]any{"kty": "RSA", "n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes())}
	return maker{alg, jwk, func(input []byte) ([]byte, error) {
		sum := sha256.Sum256(input)
		if alg == "PS256" {
			return rsa.SignPSS(rand.Reader, key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		}
		return rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	}}
}

func edMaker() maker {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return maker{"EdDSA", map[string]any{"kty": "OKP", "crv": "Ed25519", "x": b64(public)}, func(input []byte) ([]byte, error) {
		return ed25519.Sign(private, input), nil
	}}
}

var (
	es   = ecMaker(elliptic.P256())
	ed   = edMaker()
	rsas = sync.OnceValue(func() *rsa.PrivateKey { return generate(2048) })
)

func generate(bits int) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return key
}

// set replaces members; a value of nil takes one out.
type set map[string]any

// proof is one for a POST to endpoint, made now, with changes to its header and
// its claims.
func (m maker) proof(header, claims set) string {
	h := map[string]any{"typ": "dpop+jwt", "alg": m.alg, "jwk": m.jwk}
	c := map[string]any{"jti": "id-1", "htm": "POST", "htu": endpoint, "iat": now.Unix()}
	for into, changes := range map[*map[string]any]set{&h: header, &c: claims} {
		for name, value := range changes {
			if (*into)[name] = value; value == nil {
				delete(*into, name)
			}
		}
	}
	input := b64(mustJSON(h)) + "." + b64(mustJSON(c))
	signature, err := m.sign([]byte(input))
	if err != nil {
		panic(err)
	}
	return input + "." + b64(signature)
}

func mustJSON(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// key is what Parse says of a maker's key.
func (m maker) key(t testing.TB) string {
	t.Helper()
	p, err := Parse(m.proof(nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	return p.Key
}
