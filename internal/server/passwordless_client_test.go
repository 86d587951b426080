package server

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
)

// CA-03: at /passwordless/start a client proves who it is as at /oauth/token: by
// what is registered for it, and in no other way.
func TestCA03_PasswordlessStart(t *testing.T) {
	const secret = `client_secret: "s3cret:%+ü"`
	key := newSigner(t)
	assertion := map[string]any{"iss": "web", "sub": "web", "aud": issuer, "jti": rand.Text(), "exp": began.Add(time.Minute).Unix()}
	signed := func(text string) map[string]string {
		return map[string]string{"client_assertion": text, "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
	}
	byKey, bySecret := signed(key.object(assertion)), signed(signWith(t, jwa.HS256, []byte(longSecret), assertion))
	plain, long := map[string]string{"client_secret": websSecret}, map[string]string{"client_secret": longSecret}
	for name, row := range map[string]struct {
		registered string
		sent       map[string]string
		basic      bool
		want       int
	}{
		"a secret":                               {secret, plain, false, http.StatusOK},
		"a secret by Basic":                      {secret, nil, true, http.StatusOK},
		"a wrong secret":                         {secret, long, false, http.StatusUnauthorized},
		"nothing":                                {secret, nil, false, http.StatusUnauthorized},
		"a secret where it must be Basic":        {secret + "\n    token_endpoint_auth_method: client_secret_basic\n    strict_auth_method: true", plain, false, http.StatusUnauthorized},
		"Basic where it must be":                 {secret + "\n    token_endpoint_auth_method: client_secret_basic\n    strict_auth_method: true", nil, true, http.StatusOK},
		"client_secret_jwt":                      {"client_secret: " + longSecret + "\n    token_endpoint_auth_method: client_secret_jwt", bySecret, false, http.StatusOK},
		"the secret that should sign":            {"client_secret: " + longSecret + "\n    token_endpoint_auth_method: client_secret_jwt", long, false, http.StatusUnauthorized},
		"private_key_jwt":                        {secret + "\n    token_endpoint_auth_method: private_key_jwt\n    jwks: '" + key.set() + "'", byKey, false, http.StatusOK},
		"a secret beside the key that should":    {secret + "\n    token_endpoint_auth_method: private_key_jwt\n    jwks: '" + key.set() + "'", plain, false, http.StatusUnauthorized},
		"an assertion of a client with a secret": {secret, bySecret, false, http.StatusUnauthorized},
		"an assertion by the secret for the key": {"client_secret: " + longSecret + "\n    token_endpoint_auth_method: private_key_jwt\n    jwks: '" + key.set() + "'", bySecret, false, http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t, setting{secret, row.registered})
			members := map[string]string{"client_id": "web", "connection": "email", "email": ann, "send": "code"}
			maps.Copy(members, row.sent)
			text, err := json.Marshal(members)
			if err != nil {
				t.Fatal(err)
			}
			start := func() reply {
				b := s.browser()
				r := b.request(http.MethodPost, "/passwordless/start", bytes.NewReader(text))
				r.Header.Set("Content-Type", "application/json")
				if row.basic {
					r.SetBasicAuth("web", url.QueryEscape(websSecret))
				}
				return b.send(r)
			}
			if r := start(); r.StatusCode != row.want || row.want != http.StatusOK && !isError(r, row.want, "invalid_client") {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
			if again := start(); row.sent["client_assertion"] != "" && again.StatusCode != http.StatusUnauthorized {
				t.Errorf("an assertion counts twice: %d", again.StatusCode)
			}
		})
	}
}
