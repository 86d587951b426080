package keys

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// JW-03: every published key is strong, named and described, and public only.
func TestJW03_JWKS(t *testing.T) {
	o := options()
	o.Algs = []string{"PS256", "ES256"}
	r, err := Open(t.Context(), &memoryStore{}, o, start)
	if err != nil {
		t.Fatal(err)
	}
	published := parseJWKS(t, r)
	if len(published) != 6 {
		t.Fatalf("%d keys are published, want a current and a next one for each of three algorithms", len(published))
	}
	seen := map[string]bool{}
	for _, k := range published {
		t.Run(k["alg"]+" "+k["kid"], func(t *testing.T) {
			if seen[k["kid"]] {
				t.Error("the kid is not unique")
			}
			seen[k["kid"]] = true
			checkMembers(t, k)
			if got := thumbprint(k); k["kid"] != got {
				t.Errorf("the kid is not the thumbprint %s", got)
			}
		})
	}
	t.Run("the current RS256 key stands first", func(t *testing.T) {
		if published[0]["kid"] != kid(r, "RS256", Current) {
			t.Errorf("first is %v", published[0])
		}
	})
	t.Run("private keys are named like their public halves", func(t *testing.T) {
		for _, alg := range []string{"RS256", "PS256", "ES256"} {
			k, err := r.SigningKey(alg)
			if err != nil || k.ID != kid(r, alg, Current) || k.Alg != alg {
				t.Errorf("%s: got %v, %v", alg, k, err)
			}
			if _, ok := r.VerificationKeys().LookupKeyID(k.ID); !ok {
				t.Errorf("%s: the signing key is not published", alg)
			}
		}
	})
	t.Run("an algorithm without a key is an error", func(t *testing.T) {
		if _, err := r.SigningKey("HS256"); err == nil {
			t.Error("HS256 has a key")
		}
	})
}

func checkMembers(t *testing.T, k map[string]string) {
	t.Helper()
	want := map[string][]string{
		"RSA": {"alg", "e", "kid", "kty", "n", "use"},
		"EC":  {"alg", "crv", "kid", "kty", "use", "x", "y"},
	}[k["kty"]]
	if got := slices.Sorted(maps.Keys(k)); !slices.Equal(got, want) {
		t.Errorf("members are %v, want %v", got, want)
	}
	if k["use"] != "sig" {
		t.Errorf("use is %q", k["use"])
	}
	if k["kty"] == "EC" && k["crv"] != "P-256" {
		t.Errorf("the curve is %q", k["crv"])
	}
	if n, _ := base64.RawURLEncoding.DecodeString(k["n"]); k["kty"] == "RSA" && 8*len(n) != 2048 {
		t.Errorf("the modulus has %d bits", 8*len(n))
	}
}

// thumbprint is RFC 7638 §3 written out by hand.
func thumbprint(k map[string]string) string {
	text := fmt.Sprintf(`{"e":%q,"kty":"RSA","n":%q}`, k["e"], k["n"])
	if k["kty"] == "EC" {
		text = fmt.Sprintf(`{"crv":%q,"kty":"EC","x":%q,"y":%q}`, k["crv"], k["x"], k["y"])
	}
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func parseJWKS(t *testing.T, r *Ring) []map[string]string {
	t.Helper()
	var set struct{ Keys []map[string]string }
	if err := json.Unmarshal(r.JWKS().Body, &set); err != nil {
		t.Fatalf("the JWKS is not as expected: %v", err)
	}
	return set.Keys
}

func TestJWKS_Tag(t *testing.T) {
	s, o := &memoryStore{}, options()
	r, other := open(t, s, o, start), open(t, s, o, start)
	before := r.JWKS().ETag
	if before != other.JWKS().ETag || strings.HasPrefix(before, "W/") {
		t.Errorf("tags are %s and %s, want the same strong one", before, other.JWKS().ETag)
	}
	tick(t, r, start.Add(time.Hour))
	if r.JWKS().ETag != before {
		t.Error("the tag changed without the keys")
	}
	tick(t, r, start.Add(o.RotateEvery))
	if r.JWKS().ETag == before {
		t.Error("the tag stayed through a rotation")
	}
}
