package server

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// byWeb makes the client web one that signs its requests.
func byWeb(key signer) setting {
	return setting{"client_secret: \"s3cret:%+ü\"", "client_secret: \"s3cret:%+ü\"\n    request_object_signing_alg: RS256\n    jwks: '" + key.set() + "'"}
}

func (s signer) object(said map[string]any) string { return signWith(s.t, jwa.RS256, s.key, said) }

func signWith(t *testing.T, alg jwa.SignatureAlgorithm, key any, said map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	object, err := jws.Sign(payload, jws.WithKey(alg, key))
	if err != nil {
		t.Fatal(err)
	}
	return string(object)
}

// ID-15. Module ensure-request-object-with-redirect-uri: what is signed counts before
// what stands beside it, also after a login that takes longer than it lives.
func TestConformance_ASignedRequestCounts(t *testing.T) {
	key := newSigner(t)
	s := newSystem(t, byWeb(key))
	b := s.browser()
	object := key.object(map[string]any{
		"iss": "web", "aud": issuer, "client_id": "web", "response_type": "code", "redirect_uri": callback, "scope": "openid", "state": "signed",
		"nonce": "n-signed", "max_age": 600, "claims": map[string]any{"id_token": map[string]any{"acr": nil}}, "exp": s.clock.Now().Add(time.Second).Unix(),
	})
	path := b.atCode(ask("client_id", "web", "response_type", "code", "redirect_uri", "https://stranger.example/", "state", "loose", "nonce", "-", "request", object), ann)
	s.clock.move(2 * time.Minute)
	resume := b.submit(path, "code", annsCode).Header.Get("Location")
	answer := answerIn(t, b.get(resume))
	if answer.Get("state") != "signed" {
		t.Fatalf("got %v", answer)
	}
	id := claims(text(tokenSet(t, s.redeem(answer.Get("code"))), "id_token"))
	if id["nonce"] != "n-signed" || id["auth_time"] == nil || id["acr"] == nil {
		t.Errorf("the ID token says %v", id)
	}
}

// ID-14, JW-01. Module unsigned-request-object-supported-correctly-or-rejected-as-unsupported,
// and its neighbours: the client is told at its redirect_uri, with the state.
func TestConformance_RequestsThatAreNotSigned(t *testing.T) {
	encode := base64.RawURLEncoding.EncodeToString
	key := newSigner(t)
	s := newSystem(t, byWeb(key))
	b := s.browser()
	b.login(ask(), ann, annsCode)
	good := map[string]any{"iss": "web", "aud": issuer, "client_id": "web", "response_type": "code", "state": "signed"}
	for name, row := range map[string]struct {
		with []string
		want string
	}{
		"unsigned":                  {[]string{"request", encode([]byte(`{"alg":"none"}`)) + "." + encode([]byte(`{"state":"x"}`)) + "."}, "request_not_supported"},
		"by another key":            {[]string{"request", newSigner(t).object(good)}, "invalid_request_object"},
		"by the client's secret":    {[]string{"request", signWith(t, jwa.HS256, []byte(websSecret), good)}, "invalid_request_object"},
		"by a client without keys":  {[]string{"client_id", "twin", "request", key.object(good)}, "request_not_supported"},
		"by its address":            {[]string{"request_uri", "https://localhost:3443/object.jwt"}, "request_uri_not_supported"},
		"for another client":        {[]string{"request", key.object(map[string]any{"client_id": "twin"})}, "invalid_request_object"},
		"with another redirect_uri": {[]string{"request", key.object(map[string]any{"redirect_uri": "https://stranger.example/"})}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.get(ask(append([]string{"client_id", "web", "response_type", "code"}, row.with...)...))
			if row.want == "" {
				if r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" {
					t.Errorf("%d %s", r.StatusCode, r.Header.Get("Location"))
				}
				return
			}
			if got := answerIn(t, r); got.Get("error") != row.want || got.Get("state") != "s-1" || got.Get("code") != "" {
				t.Errorf("got %v, want %s", got, row.want)
			}
		})
	}
}
