package jose

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"testing"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"authd/internal/authd"
)

const issuer = "https://auth.example.com/"

// pair is an ES256 key of the given kid, and the set of its public half.
func pair(t *testing.T, kid string) (authd.SigningKey, jwk.Set) {
	t.Helper()
	raw, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := jwk.FromRaw(raw)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{jwk.KeyIDKey: kid, jwk.AlgorithmKey: ES256} {
		if err := key.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	public, err := key.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	set := jwk.NewSet()
	if err := set.AddKey(public); err != nil {
		t.Fatal(err)
	}
	return authd.SigningKey{ID: kid, Alg: ES256, Private: raw}, set
}

func TestSignAndVerify(t *testing.T) {
	key, set := pair(t, "one")
	token, err := Sign(Plain, key, map[string]any{"sub": "ada"})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("by its key", func(t *testing.T) {
		if payload, err := Verify(token, set); err != nil || string(payload) != `{"sub":"ada"}` {
			t.Errorf("got %s, %v", payload, err)
		}
	})
	for name, kid := range map[string]string{"another key of the same name": "one", "a key of another name": "two"} {
		t.Run("not by "+name, func(t *testing.T) {
			_, other := pair(t, kid)
			if payload, err := Verify(token, other); !errors.Is(err, ErrInvalid) {
				t.Errorf("got %s, %v", payload, err)
			}
		})
	}
	t.Run("not with a key of another kind", func(t *testing.T) {
		key.Alg = RS256
		if _, err := Sign(Plain, key, nil); err == nil {
			t.Error("signed with RS256 and an elliptic key")
		}
	})
}

// JW-01: a secret is no key to verify with, even where it stands in the set.
func TestVerifyRefusesHS256(t *testing.T) {
	secret, err := jwk.FromRaw([]byte("a secret of at least thirty-two bytes"))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{jwk.KeyIDKey: "one", jwk.AlgorithmKey: HS256} {
		if err := secret.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	set := jwk.NewSet()
	if err := set.AddKey(secret); err != nil {
		t.Fatal(err)
	}
	token, err := sign(jws.WithKey(jwa.HS256, secret, jws.WithProtectedHeaders(header(Plain, "one"))), map[string]any{"sub": "ada"})
	if err != nil {
		t.Fatal(err)
	}
	if payload, err := Verify(token, set); !errors.Is(err, ErrInvalid) {
		t.Errorf("got %s, %v", payload, err)
	}
}

func TestSealAndOpen(t *testing.T) {
	mine, other := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	token, err := Seal(mine, issuer, []byte("content"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name   string
		keys   [][]byte
		issuer string
		err    error
	}{
		{"by its key", [][]byte{mine}, issuer, nil},
		{"by an older key of the ring", [][]byte{other, mine}, issuer, nil},
		{"not by another key", [][]byte{other}, issuer, ErrInvalid},
		{"not for another issuer", [][]byte{mine}, "https://other.example.com/", ErrInvalid},
		{"not without keys", nil, issuer, ErrInvalid},
	} {
		t.Run(row.name, func(t *testing.T) {
			content, err := Open(row.keys, row.issuer, token)
			if !errors.Is(err, row.err) || row.err == nil && string(content) != "content" {
				t.Errorf("got %s, %v", content, err)
			}
		})
	}
}
