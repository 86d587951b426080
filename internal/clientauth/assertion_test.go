package clientauth

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/throttle"
)

const (
	issuer   = "https://auth.test/"
	endpoint = issuer + "oauth/token"

	hmacSecret = "0123456789abcdef0123456789abcdef"
)

// replays remembers in memory; broken fails.
type replays struct {
	mu     sync.Mutex
	spent  map[string]bool
	broken error
}

func (r *replays) SpendAssertion(_ context.Context, id string, _ time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken != nil {
		return r.broken
	}
	if r.spent[id] {
		return authd.ErrConflict
	}
	r.spent[id] = true
	return nil
}

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

var ecKey = sync.OnceValue(func() *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return k
})

// signing has one client with an RSA key, one with two keys, and one without.
func signing() *Authenticator {
	one := authd.ClientKey{ID: "rsa", Alg: "RS256", Public: &rsaKey().PublicKey}
	two := authd.ClientKey{ID: "ec", Alg: "ES256", Public: &ecKey().PublicKey}
	return &Authenticator{
		Audiences: []string{issuer, endpoint}, Replays: &replays{spent: map[string]bool{}}, Guesses: throttle.NewLocal(nil),
		Clients: map[string]authd.Client{
			"one":    {ID: "one", AuthMethod: authd.AuthPrivateKeyJWT, Keys: []authd.ClientKey{one}},
			"two":    {ID: "two", AuthMethod: authd.AuthPrivateKeyJWT, Keys: []authd.ClientKey{one, {ID: "ps", Alg: "PS256", Public: &rsaKey().PublicKey}, two}},
			"twin":   {ID: "twin", AuthMethod: authd.AuthPrivateKeyJWT, Keys: []authd.ClientKey{one, {ID: "other", Alg: "RS256", Public: &rsaKey().PublicKey}}},
			"hs":     {ID: "hs", AuthMethod: authd.AuthSecretJWT, Secret: hmacSecret, Keys: []authd.ClientKey{one}},
			"secret": {ID: "secret", Secret: "shared", Keys: []authd.ClientKey{one}},
		},
	}
}

// claimsFor are good now; with replaces, and a nil value drops, members.
func claimsFor(client string, with ...any) map[string]any { return claimsAt(client, now, with...) }

// claimsAt are good at a time.
func claimsAt(client string, at time.Time, with ...any) map[string]any {
	c := map[string]any{"iss": client, "sub": client, "aud": issuer, "exp": at.Add(time.Minute).Unix(), "iat": at.Unix(), "jti": rand.Text()}
	for i := 0; i+1 < len(with); i += 2 {
		if c[with[i].(string)] = with[i+1]; with[i+1] == nil {
			delete(c, with[i].(string))
		}
	}
	return c
}

func sign(t *testing.T, alg jwa.SignatureAlgorithm, key any, claims map[string]any, header ...any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	h := jws.NewHeaders()
	for i := 0; i+1 < len(header); i += 2 {
		if err := h.Set(header[i].(string), header[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	token, err := jws.Sign(payload, jws.WithKey(alg, key, jws.WithProtectedHeaders(h)))
	if err != nil {
		t.Fatal(err)
	}
	return string(token)
}

// present authenticates by an assertion and returns the client's id, or the
// error's code.
func present(a *Authenticator, token string, more ...string) string {
	return presentAt(a, token, now, more...)
}

func presentAt(a *Authenticator, token string, now time.Time, more ...string) string {
	fields := oauth.Params{"client_assertion_type": assertionType, "client_assertion": token}
	for i := 0; i+1 < len(more); i += 2 {
		fields[more[i]] = more[i+1]
	}
	client, err := a.Authenticate(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/oauth/token", nil), fields, now)
	var refused *oauth.Error
	switch {
	case errors.As(err, &refused):
		return refused.Code
	case err != nil:
		return "failure"
	}
	return client.ID
}

// CA-07: what an assertion must say.
func TestCA07_AssertionClaims(t *testing.T) {
	for name, with := range map[string][]any{
		"":                          nil,
		"the endpoint as audience":  {"aud", endpoint},
		"the audience in a list":    {"aud", []string{issuer}},
		"no iat":                    {"iat", nil},
		"a clock a little ahead":    {"iat", now.Add(59 * time.Second).Unix(), "nbf", now.Add(time.Minute).Unix()},
		"just five minutes to live": {"exp", now.Add(5 * time.Minute).Unix()},
	} {
		if got := present(signing(), sign(t, jwa.RS256, rsaKey(), claimsFor("one", with...))); got != "one" {
			t.Errorf("good, %s: %s", name, got)
		}
	}
	for name, with := range map[string][]any{
		"no iss": {"iss", nil}, "another iss": {"iss", "two"}, "no sub": {"sub", nil}, "another sub": {"sub", "two"}, "unknown": {"iss", "x", "sub", "x"},
		"no aud": {"aud", nil}, "another aud": {"aud", "https://other.test/"}, "two audiences": {"aud", []string{issuer, endpoint}}, "an empty list": {"aud", []string{}},
		"no exp": {"exp", nil}, "expired": {"exp", now.Unix()}, "long ago": {"exp", now.Add(-time.Hour).Unix()},
		"ends too late": {"exp", now.Add(5*time.Minute + time.Second).Unix()}, "ends never": {"exp", 1e300},
		"made tomorrow": {"iat", now.Add(24 * time.Hour).Unix()}, "not good yet": {"nbf", now.Add(61 * time.Second).Unix()},
		"no jti": {"jti", nil}, "an empty jti": {"jti", ""}, "exp is text": {"exp", "soon"},
	} {
		if got := present(signing(), sign(t, jwa.RS256, rsaKey(), claimsFor("one", with...))); got != oauth.InvalidClient {
			t.Errorf("bad, %s: %s", name, got)
		}
	}
}

// CA-07, RC-05: an assertion is good once, also for racers, and what another
// client signed with the same jti is another one.
func TestCA07_AnAssertionIsGoodOnce(t *testing.T) {
	a := signing()
	token := sign(t, jwa.RS256, rsaKey(), claimsFor("one", "jti", "j"))
	results := make(chan string, 20)
	for range cap(results) {
		go func() { results <- present(a, token) }()
	}
	won := 0
	for range cap(results) {
		if <-results == "one" {
			won++
		}
	}
	if won != 1 {
		t.Errorf("%d of the racers won", won)
	}
	if got := present(a, sign(t, jwa.RS256, rsaKey(), claimsFor("two", "jti", "j"), "kid", "rsa")); got != "two" {
		t.Errorf("another client's: %s", got)
	}
	a.Replays = &replays{broken: errors.New("database is away")}
	if got := present(a, sign(t, jwa.RS256, rsaKey(), claimsFor("one"))); got != "failure" {
		t.Errorf("a store that cannot be asked: %s", got)
	}
}

// CA-08: the algorithm is the registered one; a public key is never a secret.
func TestCA08_TheHeaderChoosesNoAlgorithm(t *testing.T) {
	der, err := x509.MarshalPKIXPublicKey(crypto.PublicKey(&rsaKey().PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	none := "eyJhbGciOiJub25lIn0." + claimsText(t, claimsFor("one")) + "."
	for name, token := range map[string]string{
		"HS256 under the PEM":     sign(t, jwa.HS256, public, claimsFor("one")),
		"HS256 under the DER":     sign(t, jwa.HS256, der, claimsFor("one")),
		"PS256 with an RS256 key": sign(t, jwa.PS256, rsaKey(), claimsFor("one")),
		"RS512":                   sign(t, jwa.RS512, rsaKey(), claimsFor("one")),
		"another key":             sign(t, jwa.RS256, other, claimsFor("one")),
		"a key it brings":         sign(t, jwa.RS256, other, claimsFor("one"), "jku", "https://evil.test/keys"),
		"none":                    none,
		"a header it must know":   critical(t, claimsFor("one")),
	} {
		if got := present(signing(), token); got != oauth.InvalidClient {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// CA-10: the key is found by kid and algorithm.
func TestCA10_WhichKeyVerifies(t *testing.T) {
	for _, row := range []struct {
		client, kid string
		alg         jwa.SignatureAlgorithm
		key         any
		good        bool
	}{
		{"two", "rsa", jwa.RS256, rsaKey(), true},
		{"two", "ps", jwa.PS256, rsaKey(), true},
		{"two", "ec", jwa.ES256, ecKey(), true},
		{"two", "", jwa.ES256, ecKey(), true}, // the only one of its algorithm
		{"two", "ec", jwa.RS256, rsaKey(), false},
		{"two", "ps", jwa.RS256, rsaKey(), false},
		{"two", "unknown", jwa.RS256, rsaKey(), false},
		{"twin", "", jwa.RS256, rsaKey(), false}, // two could be meant
		{"twin", "rsa", jwa.RS256, rsaKey(), true},
	} {
		var header []any
		if row.kid != "" {
			header = []any{"kid", row.kid}
		}
		got := present(signing(), sign(t, row.alg, row.key, claimsFor(row.client), header...))
		if (got == row.client) != row.good {
			t.Errorf("%s with %s %q: %s", row.client, row.alg, row.kid, got)
		}
	}
}

// CA-02, CA-03: an assertion beside another proof, or of a client that does not
// use them.
func TestCA03_AssertionsAreForClientsThatSign(t *testing.T) {
	if got := present(signing(), sign(t, jwa.RS256, rsaKey(), claimsFor("secret"))); got != oauth.InvalidClient {
		t.Errorf("a client with a secret: %s", got)
	}
	token := sign(t, jwa.RS256, rsaKey(), claimsFor("one"))
	for want, more := range map[string][]string{
		oauth.InvalidRequest: {"client_secret", "shared"}, oauth.InvalidClient: {"client_id", "two"}, "one": {"client_id", "one"},
	} {
		if got := present(signing(), token, more...); got != want {
			t.Errorf("%v: %s, want %s", more, got, want)
		}
	}
	if got := present(signing(), token, "client_assertion_type", "saml"); got != oauth.InvalidClient {
		t.Errorf("another kind: %s", got)
	}
}

// critical is well signed, and says that its reader must know what it cannot
// know (RFC 7515 §4.1.11).
func critical(t *testing.T, claims map[string]any) string {
	t.Helper()
	signed := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","crit":["x"],"x":1}`)) + "." + claimsText(t, claims)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, rsaKey(), crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func claimsText(t *testing.T, claims map[string]any) string {
	t.Helper()
	return strings.Split(sign(t, jwa.RS256, rsaKey(), claims), ".")[1]
}
