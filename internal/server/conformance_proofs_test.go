package server

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"

	"authd/internal/authd"
)

// The steps of TestConformance_DiscoveryIsWalked about what is signed, and about
// how clients prove who they are.

// walkRequestObjects: each algorithm has its own test in package clientauth.
func walkRequestObjects(t *testing.T, w tour) {
	if !slices.Equal(w.list("request_object_signing_alg_values_supported"), []string{"RS256", "PS256", "ES256", "HS256"}) || w.said["request_parameter_supported"] != true {
		t.Errorf("%v %v", w.said["request_parameter_supported"], w.said["request_object_signing_alg_values_supported"])
	}
	key := newSigner(t)
	signing := newTour(t, byWeb(key))
	object := key.object(map[string]any{"state": "signed"})
	if got := answerIn(t, signing.get(ask("client_id", "web", "response_type", "code", "request", object))); got.Get("state") != "signed" {
		t.Errorf("got %v", got)
	}
}

func walkRequestURI(t *testing.T, w tour) {
	if got := w.fragment(w.get(ask("request_uri", "https://localhost:3443/o"))); w.said["request_uri_parameter_supported"] != false || got.Get("error") != "request_uri_not_supported" {
		t.Errorf("got %v", got)
	}
}

// walkAlgs looks for a key of each.
func walkAlgs(name string) func(*testing.T, tour) {
	return func(t *testing.T, w tour) {
		var set struct{ Keys []struct{ Alg string } }
		if err := json.Unmarshal([]byte(w.get("/.well-known/jwks.json").body), &set); err != nil {
			t.Fatal(err)
		}
		for _, alg := range w.list(name) {
			if !slices.ContainsFunc(set.Keys, func(k struct{ Alg string }) bool { return k.Alg == alg }) {
				t.Errorf("no key is for %s", alg)
			}
		}
	}
}

// walkAuthMethods proves a client by each. What is proved is told from what is
// not by the grant, which is looked at afterwards.
func walkAuthMethods(path string) func(*testing.T, tour) {
	return func(t *testing.T, w tour) {
		_, name, _ := strings.Cut(t.Name(), "/")
		for _, method := range w.list(name) {
			if r := proveBy(t, authd.AuthMethod(method), path); r.StatusCode == http.StatusUnauthorized || r.StatusCode >= 500 {
				t.Errorf("%s: %d %s", method, r.StatusCode, r.body)
			}
		}
	}
}

func proveBy(t *testing.T, method authd.AuthMethod, path string) reply {
	t.Helper()
	key, secret := newSigner(t), "client_secret: \"s3cret:%+ü\""
	fields := form("grant_type", "refresh_token", "refresh_token", "x", "token", "x")
	change := setting{secret, secret + "\n    token_endpoint_auth_method: " + string(method) + "\n    strict_auth_method: true"}
	assertion := map[string]any{"iss": "web", "sub": "web", "aud": issuer, "jti": rand.Text(), "exp": began.Add(time.Minute).Unix()}
	basic := false
	switch method {
	case authd.AuthBasic:
		basic = true
	case authd.AuthPost:
		fields.Set("client_id", "web")
		fields.Set("client_secret", websSecret)
	case authd.AuthPrivateKeyJWT:
		change = signs("jwks: '" + key.set() + "'")
		fields.Set("client_assertion", key.object(assertion))
	case authd.AuthSecretJWT:
		change = setting{secret, "client_secret: " + longSecret + "\n    token_endpoint_auth_method: client_secret_jwt"}
		fields.Set("client_assertion", signWith(t, jwa.HS256, []byte(longSecret), assertion))
	case authd.AuthNone:
		change = setting{"tenant: {friendly_name: Test}", "tenant: {friendly_name: Test}"}
		fields.Set("client_id", "mobile")
	default:
		t.Fatalf("nobody knows the method %s", method)
	}
	fields.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	b := newSystem(t, change).browser()
	r := b.request(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if basic {
		r.SetBasicAuth("web", url.QueryEscape(websSecret))
	}
	return b.send(r)
}
