package clientauth

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"

	"authd/internal/authd"
	"authd/internal/oauth"
)

const longSecret = "a secret of at least thirty-two bytes"

// JW-01: a request object is checked with what is registered, whatever its header
// says, and one that nobody signed is not looked at.
func TestJW01_RequestObjects(t *testing.T) {
	a := signing()
	one := a.Clients["one"].Keys
	public := x509.MarshalPKCS1PublicKey(&rsaKey().PublicKey)
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: public})
	said := map[string]any{"state": "x"}
	unsigned := func(alg string) string {
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(`{"alg":"`+alg+`"}`)) + "." + encode([]byte(`{"state":"x"}`)) + "."
	}
	byRSA := sign(t, jwa.RS256, rsaKey(), said)
	bySecret := sign(t, jwa.HS256, []byte(longSecret), said)
	for name, row := range map[string]struct {
		client authd.Client
		object string
		want   string // empty: its payload
	}{
		"by the client's key":                {authd.Client{Keys: one}, byRSA, ""},
		"by the key and the alg registered":  {authd.Client{Keys: one, RequestObjectAlg: "RS256"}, byRSA, ""},
		"by the secret":                      {authd.Client{Secret: longSecret, RequestObjectAlg: "HS256"}, bySecret, ""},
		"by the secret, beside keys":         {authd.Client{Secret: longSecret, RequestObjectAlg: "HS256", Keys: one}, bySecret, ""},
		"by another alg than is registered":  {authd.Client{Keys: a.Clients["two"].Keys, RequestObjectAlg: "ES256"}, sign(t, jwa.RS256, rsaKey(), said, "kid", "rsa"), oauth.InvalidRequestObject},
		"by a key where a secret is set":     {authd.Client{Secret: longSecret, RequestObjectAlg: "HS256", Keys: one}, byRSA, oauth.InvalidRequestObject},
		"by a secret that is not for that":   {authd.Client{Secret: longSecret, Keys: one}, bySecret, oauth.InvalidRequestObject},
		"by another secret":                  {authd.Client{Secret: strings.Repeat("x", 40), RequestObjectAlg: "HS256"}, bySecret, oauth.InvalidRequestObject},
		"by no secret":                       {authd.Client{RequestObjectAlg: "HS256"}, bySecret, oauth.InvalidRequestObject},
		"by a stranger's key":                {authd.Client{Keys: one}, sign(t, jwa.ES256, ecKey(), said), oauth.InvalidRequestObject},
		"by the public key, as a secret":     {authd.Client{Keys: one}, sign(t, jwa.HS256, asPEM, said), oauth.InvalidRequestObject},
		"by the public key's bytes":          {authd.Client{Keys: one}, sign(t, jwa.HS256, public, said), oauth.InvalidRequestObject},
		"without a signature":                {authd.Client{Keys: one}, unsigned("none"), oauth.RequestNotSupported},
		"without a signature, a secret set":  {authd.Client{Secret: longSecret, RequestObjectAlg: "HS256"}, unsigned("none"), oauth.RequestNotSupported},
		"without a signature, in capitals":   {authd.Client{Keys: one}, unsigned("NONE"), oauth.InvalidRequestObject},
		"with an empty signature":            {authd.Client{Keys: one}, unsigned("RS256"), oauth.InvalidRequestObject},
		"with something to understand":       {authd.Client{Keys: one}, sign(t, jwa.RS256, rsaKey(), said, "crit", []string{"exp"}, "exp", 1), oauth.InvalidRequestObject},
		"of the type of request objects":     {authd.Client{Keys: one}, sign(t, jwa.RS256, rsaKey(), said, "typ", "oauth-authz-req+jwt"), ""},
		"of no type in particular":           {authd.Client{Keys: one}, sign(t, jwa.RS256, rsaKey(), said, "typ", "JWT"), ""},
		"of another type":                    {authd.Client{Keys: one}, sign(t, jwa.RS256, rsaKey(), said, "typ", "dpop+jwt"), oauth.InvalidRequestObject},
		"that is no JWT":                     {authd.Client{Keys: one}, "x", oauth.InvalidRequestObject},
		"of a client that registered no key": {authd.Client{Secret: longSecret}, byRSA, oauth.RequestNotSupported},
	} {
		t.Run(name, func(t *testing.T) {
			payload, err := a.OpenRequestObject(context.Background(), row.client, row.object, now)
			var refused *oauth.Error
			switch {
			case row.want == "" && (err != nil || string(payload) != `{"state":"x"}`):
				t.Errorf("got %s, %v", payload, err)
			case row.want != "" && (!errors.As(err, &refused) || refused.Code != row.want || payload != nil):
				t.Errorf("got %s, %v, want %s", payload, err, row.want)
			}
		})
	}
}

// CA-09: request objects are checked with published keys under the same care: the
// client may change them, and a stranger's objects are one fetch a minute.
func TestCA09_RequestObjectsByPublishedKeys(t *testing.T) {
	p, next := newPublisher(t), newRSA(t)
	a := publishing(p)
	client := a.Clients["one"]
	said := map[string]any{"state": "x"}
	open := func(key any, kid string, after time.Duration) string {
		payload, err := a.OpenRequestObject(context.Background(), client, sign(t, jwa.RS256, key, said, "kid", kid), now.Add(after))
		var refused *oauth.Error
		if errors.As(err, &refused) {
			return refused.Code
		}
		return string(payload)
	}
	if got := open(rsaKey(), "rsa", 0); got != oauth.TemporarilyUnavailable {
		t.Errorf("no keys yet: %s", got)
	}
	p.publish(t, map[string]any{"rsa": &rsaKey().PublicKey})
	if got := open(rsaKey(), "rsa", time.Minute); got != `{"state":"x"}` {
		t.Errorf("published: %s", got)
	}
	p.publish(t, map[string]any{"next": &next.PublicKey})
	if got := open(next, "next", 2*time.Minute); got != `{"state":"x"}` {
		t.Errorf("changed: %s", got)
	}
	fetched := p.fetches.Load()
	for i := range 60 {
		if got := open(rsaKey(), "rsa", 3*time.Minute+time.Duration(i)*time.Second); got != oauth.InvalidRequestObject {
			t.Errorf("by a key that was taken back: %s", got)
		}
	}
	if n := p.fetches.Load() - fetched; n != 1 {
		t.Errorf("%d fetches in a minute of strangers' objects", n)
	}
}
