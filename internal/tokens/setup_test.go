package tokens

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwk"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
	"authd/internal/tokens/tokenstest"
)

const (
	issuer  = tokenstest.Issuer
	orders  = tokenstest.Orders
	secrets = tokenstest.Secrets
)

// noon has a fraction, so that a test sees whether times are floored.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 987654321, time.UTC)

// implicit is what auth0.js asks for by default.
func implicit() Request {
	return Request{
		Channel: Front, Grant: oauth.GrantImplicit, ResponseType: oauth.Token | oauth.IDToken,
		Scope: oauth.Scope{"openid", "profile", "email"},
	}
}

// code is the redemption of an authorization code.
func code() Request {
	return Request{Channel: Back, Grant: oauth.GrantAuthorizationCode, Scope: oauth.Scope{"openid", "profile", "email"}}
}

func ada() Subject {
	return Subject{
		User: authd.User{
			ID: "email|0123456789abcdef01234567", Email: "ada@example.com", EmailVerified: true,
			Name: "ada@example.com", Nickname: "ada", Picture: "https://example.com/ada.png",
			UpdatedAt: time.Date(2026, 2, 3, 4, 5, 6, 789e6, time.UTC),
		},
		SID: "sid-1", AuthTime: noon.Add(-time.Hour), Nonce: "n-0S6_WzA2Mj",
	}
}

// fakeKeys is a ring of one key an algorithm.
type fakeKeys struct {
	private map[string]authd.SigningKey
	public  jwk.Set
	opaque  [][]byte
}

func (k *fakeKeys) SigningKey(alg string) (authd.SigningKey, error) {
	key, found := k.private[alg]
	if !found {
		return authd.SigningKey{}, fmt.Errorf("no key for %s", alg)
	}
	return key, nil
}

func (k *fakeKeys) VerificationKeys() jwk.Set { return k.public }
func (k *fakeKeys) OpaqueKeys() [][]byte      { return k.opaque }

// rsaKey is made once, since making one is slow.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

var keys = sync.OnceValue(func() *fakeKeys {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	k := &fakeKeys{private: map[string]authd.SigningKey{}, public: jwk.NewSet(), opaque: [][]byte{bytes.Repeat([]byte{1}, 32)}}
	k.add(jose.RS256, rsaKey())
	k.add(jose.PS256, rsaKey())
	k.add(jose.ES256, ec)
	return k
})

func (k *fakeKeys) add(alg string, raw crypto.Signer) {
	private, err := jwk.FromRaw(raw)
	if err != nil {
		panic(err)
	}
	for name, value := range map[string]string{jwk.KeyIDKey: "kid-" + alg, jwk.AlgorithmKey: alg} {
		if err := private.Set(name, value); err != nil {
			panic(err)
		}
	}
	public, err := private.PublicKey()
	if err != nil {
		panic(err)
	}
	if err := k.public.AddKey(public); err != nil {
		panic(err)
	}
	k.private[alg] = authd.SigningKey{ID: "kid-" + alg, Alg: alg, Private: raw}
}

func issuerOf(dir authd.Directory) *Issuer { return &Issuer{Directory: dir, Keys: keys()} }

func mustResolve(t testing.TB, dir authd.Directory, r Request) Plan {
	t.Helper()
	p, err := ResolveIn(dir, dir.Clients["spa"], r)
	if err != nil {
		t.Fatalf("ResolveIn: %v", err)
	}
	return p
}

func mustIssue(t testing.TB, dir authd.Directory, r Request, s Subject) Set {
	t.Helper()
	set, err := issuerOf(dir).Issue(mustResolve(t, dir, r), s, noon)
	if err != nil {
		t.Fatalf("Issue: %v", err)
	}
	return set
}
