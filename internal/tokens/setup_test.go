package tokens

import (
	"bytes"
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
)

const (
	issuer  = "https://auth.example.com/"
	orders  = "https://api.example.com"
	secrets = "https://hs.example.com"
	file    = "authd.yaml"
)

// noon has a fraction, so that a test sees whether times are floored.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 987654321, time.UTC)

// set is a value the file gives in line.
func set[T any](value T, path string, line int) authd.Value[T] {
	return authd.Value[T]{V: value, At: authd.Setting{Path: path, File: file, Line: line, Column: 5}, Set: true}
}

// unset is a value the file does not give.
func unset[T any](path string) authd.Value[T] {
	return authd.Value[T]{At: authd.Setting{Path: path}}
}

func secs(n int) time.Duration { return time.Duration(n) * time.Second }

// tenant has nothing set.
func tenant() authd.Tenant {
	return authd.Tenant{
		Issuer:          issuer,
		DefaultAudience: unset[string]("tenant.default_audience"),
		Userinfo: authd.Userinfo{
			TokenLifetimeForWeb: unset[time.Duration]("userinfo.token_lifetime_for_web"),
			TokenLifetime:       unset[time.Duration]("userinfo.token_lifetime"),
			TokenFormat:         unset[string]("userinfo.token_format"),
		},
	}
}

// spa is a client with nothing set but its grants.
func spa() authd.Client {
	grants := []oauth.GrantType{oauth.GrantImplicit, oauth.GrantAuthorizationCode, oauth.GrantRefreshToken}
	return authd.Client{
		ID:                     "spa",
		GrantTypes:             set(grants, "clients[spa].grant_types", 8),
		IDTokenLifetime:        unset[time.Duration]("clients[spa].jwt_configuration.lifetime_in_seconds"),
		IDTokenAlg:             unset[string]("clients[spa].jwt_configuration.alg"),
		DefaultAudience:        unset[string]("clients[spa].default_audience"),
		AllowRequestedLifetime: unset[bool]("clients[spa].allow_requested_lifetime"),
		RefreshToken: authd.RefreshTokenSettings{
			RotationType:      unset[string]("clients[spa].refresh_token.rotation_type"),
			ExpirationType:    unset[string]("clients[spa].refresh_token.expiration_type"),
			TokenLifetime:     unset[time.Duration]("clients[spa].refresh_token.token_lifetime"),
			IdleTokenLifetime: unset[time.Duration]("clients[spa].refresh_token.idle_token_lifetime"),
			Leeway:            unset[time.Duration]("clients[spa].refresh_token.leeway"),
		},
	}
}

// api is an API with nothing set but one scope.
func api(identifier string) authd.API {
	path := "apis[" + identifier + "]."
	return authd.API{
		Identifier:          identifier,
		SigningAlg:          unset[string](path + "signing_alg"),
		TokenLifetime:       unset[time.Duration](path + "token_lifetime"),
		TokenLifetimeForWeb: unset[time.Duration](path + "token_lifetime_for_web"),
		AllowOfflineAccess:  unset[bool](path + "allow_offline_access"),
		Scopes:              []authd.APIScope{{Value: "read:orders"}},
	}
}

func hsAPI() authd.API {
	a := api(secrets)
	a.SigningAlg = set(jose.HS256, "apis["+secrets+"].signing_alg", 31)
	a.SigningSecret = "a secret of at least thirty-two bytes"
	return a
}

func directory() authd.Directory {
	return authd.Directory{
		Tenant:  tenant(),
		Clients: map[string]authd.Client{"spa": spa()},
		APIs:    map[string]authd.API{orders: api(orders), secrets: hsAPI()},
	}
}

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
	private map[string]jwk.Key
	public  jwk.Set
	opaque  [][]byte
}

func (k *fakeKeys) SigningKey(alg string) (jwk.Key, error) {
	key, found := k.private[alg]
	if !found {
		return nil, fmt.Errorf("no key for %s", alg)
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
	k := &fakeKeys{private: map[string]jwk.Key{}, public: jwk.NewSet(), opaque: [][]byte{bytes.Repeat([]byte{1}, 32)}}
	k.add(jose.RS256, rsaKey())
	k.add(jose.PS256, rsaKey())
	k.add(jose.ES256, ec)
	return k
})

func (k *fakeKeys) add(alg string, raw any) {
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
	k.private[alg] = private
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

// changed returns the directory with its one client altered.
func changed(dir authd.Directory, change func(*authd.Client)) authd.Directory {
	c := dir.Clients["spa"]
	change(&c)
	dir.Clients["spa"] = c
	return dir
}

// changedAPI returns the directory with one API altered.
func changedAPI(dir authd.Directory, identifier string, change func(*authd.API)) authd.Directory {
	a := dir.APIs[identifier]
	change(&a)
	dir.APIs[identifier] = a
	return dir
}
