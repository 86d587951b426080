package clientauth

import (
	"testing"

	"github.com/lestrrat-go/jwx/v2/jwa"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// CA-07, CA-08: a client registered for client_secret_jwt signs with HS256 and its
// secret, once a jti, and in no other way; no other client may.
func TestCA08_ASecretSignsWhereItIsRegistered(t *testing.T) {
	a, secret := signing(), []byte(hmacSecret)
	once := sign(t, jwa.HS256, secret, claimsFor("hs", "aud", endpoint))
	if got := present(a, once); got != "hs" {
		t.Fatalf("good: %s", got)
	}
	for name, token := range map[string]string{
		"a second time":              once,
		"another secret":             sign(t, jwa.HS256, []byte(hmacSecret+"x"), claimsFor("hs")),
		"another algorithm of MACs":  sign(t, jwa.HS512, append(secret, secret...), claimsFor("hs")),
		"a registered key":           sign(t, jwa.RS256, rsaKey(), claimsFor("hs")),
		"no signature":               "eyJhbGciOiJub25lIn0." + claimsText(t, claimsFor("hs")) + ".",
		"critical extensions":        sign(t, jwa.HS256, secret, claimsFor("hs"), "crit", []string{"exp"}),
		"made out to another server": sign(t, jwa.HS256, secret, claimsFor("hs", "aud", "https://other.test/")),
		"no jti":                     sign(t, jwa.HS256, secret, claimsFor("hs", "jti", nil)),
		"a client with a secret":     sign(t, jwa.HS256, []byte("shared"), claimsFor("secret")),
		"a client with keys":         sign(t, jwa.HS256, secret, claimsFor("one")),
	} {
		if got := present(a, token); got != oauth.InvalidClient {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// The secret of a client that signs with it is not taken as it is.
func TestASigningSecretIsNotSent(t *testing.T) {
	hs := signing().Clients["hs"]
	for _, method := range []authd.AuthMethod{authd.AuthNone, authd.AuthPost, authd.AuthBasic, authd.AuthPrivateKeyJWT} {
		if accepts(hs, method) {
			t.Errorf("%s is taken", method)
		}
	}
}
