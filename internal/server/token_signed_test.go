package server

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// CA-07: a client with keys of its own signs for itself, to the issuer or the
// token endpoint, and once a time.
func TestCA07_AClientSignsForItself(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := jwk.FromRaw(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	set := jwk.NewSet()
	if err := set.AddKey(public); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	s := newSystem(t, setting{"client_secret: \"s3cret:%+ü\"", "token_endpoint_auth_method: private_key_jwt\n    jwks: '" + string(text) + "'"})
	ask := func(audience string) []string {
		payload, err := json.Marshal(map[string]any{"iss": "web", "sub": "web", "aud": audience, "jti": rand.Text(), "exp": s.clock.Now().Add(time.Minute).Unix()})
		if err != nil {
			t.Fatal(err)
		}
		assertion, err := jws.Sign(payload, jws.WithKey(jwa.RS256, key))
		if err != nil {
			t.Fatal(err)
		}
		return []string{
			"grant_type", "client_credentials", "audience", api, "client_assertion", string(assertion),
			"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
		}
	}
	for _, audience := range []string{issuer, issuer + "oauth/token"} {
		fields := ask(audience)
		tokenSet(t, s.token(fields...))
		if r := s.token(fields...); !isError(r, http.StatusUnauthorized, "invalid_client") {
			t.Errorf("a second time: %d %s", r.StatusCode, r.body)
		}
	}
	for name, fields := range map[string][]string{
		"for another server": ask("https://other.test/"), "a secret": {"grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api},
	} {
		if r := s.token(fields...); !isError(r, http.StatusUnauthorized, "invalid_client") {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
}
