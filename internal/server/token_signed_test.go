package server

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// A signer is the client web with a key of its own.
type signer struct {
	t   *testing.T
	key *rsa.PrivateKey
}

func newSigner(t *testing.T) signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return signer{t, key}
}

// set is its public key as a JSON Web Key Set.
func (s signer) set() string {
	public, err := jwk.FromRaw(s.key.Public())
	if err != nil {
		s.t.Fatal(err)
	}
	set := jwk.NewSet()
	if err := set.AddKey(public); err != nil {
		s.t.Fatal(err)
	}
	text, err := json.Marshal(set)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// fields ask for a token in the client's own name, at a time.
func (s signer) fields(audience string, now time.Time) []string {
	payload, err := json.Marshal(map[string]any{"iss": "web", "sub": "web", "aud": audience, "jti": rand.Text(), "exp": now.Add(time.Minute).Unix()})
	if err != nil {
		s.t.Fatal(err)
	}
	assertion, err := jws.Sign(payload, jws.WithKey(jwa.RS256, s.key))
	if err != nil {
		s.t.Fatal(err)
	}
	return []string{
		"grant_type", "client_credentials", "audience", api, "client_assertion", string(assertion),
		"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
	}
}

// signs makes the client web one that signs, with more settings.
func signs(more string) setting {
	return setting{"client_secret: \"s3cret:%+ü\"", "token_endpoint_auth_method: private_key_jwt\n    " + more}
}

// CA-07: a client with keys of its own signs for itself, to the issuer, the
// token endpoint or that of pushed requests, and once a time.
func TestCA07_AClientSignsForItself(t *testing.T) {
	web := newSigner(t)
	s := newSystem(t, signs("jwks: '"+web.set()+"'"))
	ask := func(audience string) []string { return web.fields(audience, s.clock.Now()) }
	for _, audience := range []string{issuer, issuer + "oauth/token", issuer + "oauth/par"} {
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

// CA-09: a client's keys may stand on its own server. In development that may be
// this machine; elsewhere this machine is not reached for a client.
func TestCA09_AClientPublishesItsKeys(t *testing.T) {
	web := newSigner(t)
	var fetches atomic.Int32
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fetches.Add(1)
		fmt.Fprint(w, web.set())
	}))
	t.Cleanup(publisher.Close)
	published := signs("jwks_uri: " + publisher.URL + "/keys")
	s := newSystem(t, published)
	tokenSet(t, s.token(web.fields(issuer, s.clock.Now())...))
	tokenSet(t, s.token(web.fields(issuer, s.clock.Now())...))
	if fetches.Load() != 1 {
		t.Errorf("%d fetches", fetches.Load())
	}
	live := newSystem(t, published)
	live.config.Dev.Enabled = false
	live.memory = live.remember(nil)
	live.handler = live.routes()
	if r := live.token(web.fields(issuer, s.clock.Now())...); !isError(r, http.StatusServiceUnavailable, "temporarily_unavailable") || r.Header.Get("Retry-After") != "60" || fetches.Load() != 1 {
		t.Errorf("without dev.enabled: %d %s after %d fetches", r.StatusCode, r.body, fetches.Load())
	}
	if log := live.log.String(); !strings.Contains(log, "outbound.allowed_networks") {
		t.Error("the log does not say what to change")
	}
}

// CA-07: a client may sign with its secret, at the same endpoints as with a key.
func TestCA07_AClientSignsWithItsSecret(t *testing.T) {
	const secret = "0123456789abcdef0123456789abcdef"
	s := newSystem(t, setting{"client_secret: \"s3cret:%+ü\"", "token_endpoint_auth_method: client_secret_jwt\n    client_secret: " + secret})
	said := map[string]any{"iss": "web", "sub": "web", "aud": issuer + "oauth/token", "exp": s.clock.Now().Add(time.Minute).Unix(), "jti": rand.Text()}
	payload, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	assertion, err := jws.Sign(payload, jws.WithKey(jwa.HS256, []byte(secret)))
	if err != nil {
		t.Fatal(err)
	}
	fields := []string{"redirect_uri", callback, "client_id", "web", "client_secret", "-", "client_assertion", string(assertion),
		"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
	code := s.codes()
	tokenSet(t, s.redeem(code(), fields...))
	if r := s.redeem(code(), fields...); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("a second time: %d %s", r.StatusCode, r.body)
	}
}
