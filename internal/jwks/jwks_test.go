package jwks

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"testing"
)

func b64(n *big.Int, size int) string {
	return base64.RawURLEncoding.EncodeToString(n.FillBytes(make([]byte, size)))
}

func keysForTests(t *testing.T) (*rsa.PrivateKey, *ecdsa.PrivateKey, string, string) {
	t.Helper()
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := e.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return r, e, fmt.Sprintf(`{"kty":"RSA","kid":"r","n":%q,"e":"AQAB"}`, b64(r.N, 256)),
		fmt.Sprintf(`{"kty":"EC","crv":"P-256","kid":"e","alg":"ES256","use":"sig","x":%q,"y":%q}`, encode(point[1:33]), encode(point[33:]))
}

func TestParse(t *testing.T) {
	r, e, rsaText, ecText := keysForTests(t)
	keys, err := Parse(`{"keys":[` + rsaText + `,` + ecText + `,{"kty":"RSA","use":"enc","n":"x"}]}`)
	if err != nil || len(keys) != 2 {
		t.Fatalf("%v, %v", keys, err)
	}
	if keys[0].ID != "r" || keys[0].Alg != "RS256" || !r.PublicKey.Equal(keys[0].Public) {
		t.Errorf("RSA: %+v", keys[0])
	}
	if keys[1].ID != "e" || keys[1].Alg != "ES256" || !e.PublicKey.Equal(keys[1].Public) {
		t.Errorf("EC: %+v", keys[1])
	}
	if ps, err := Parse(`{"keys":[` + strings.Replace(rsaText, `"kid"`, `"alg":"PS256","kid"`, 1) + `]}`); err != nil || ps[0].Alg != "PS256" {
		t.Errorf("PS256: %+v, %v", ps, err)
	}
}

// CA-10: keys that could not be told apart, or prove nothing, are refused when
// the configuration is read.
func TestCA10_KeysThatAreRefused(t *testing.T) {
	_, _, rsaText, ecText := keysForTests(t)
	small := fmt.Sprintf(`{"kty":"RSA","n":%q,"e":"AQAB"}`, b64(new(big.Int).Lsh(big.NewInt(1), 1023), 128))
	for want, key := range map[string]string{
		"that of another key":       rsaText + "," + rsaText,
		"is a private key":          strings.Replace(rsaText, `"kid"`, `"d":"AQ","kid"`, 1),
		"has 1024 bits":             small,
		"8192 are the most":         fmt.Sprintf(`{"kty":"RSA","n":%q,"e":"AQAB"}`, b64(new(big.Int).Lsh(big.NewInt(1), 8192), 1025)),
		"n or e is damaged":         `{"kty":"RSA","n":"***","e":"AQAB"}`,
		"x or y is damaged":         `{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}`,
		"no point of P-256":         fmt.Sprintf(`{"kty":"EC","crv":"P-256","x":%q,"y":%q}`, b64(big.NewInt(1), 32), b64(big.NewInt(1), 32)),
		"is not for RS256":          `{"kty":"oct","k":"AQAB"}`,
		"key 2: is not for":         ecText + `,{"kty":"EC","crv":"P-521","kid":"5"}`,
		"no key for signatures":     `{"kty":"RSA","use":"enc"}`,
		"is not for RS256, PS256":   strings.Replace(rsaText, `"kid"`, `"alg":"HS256","kid"`, 1),
		`is not a JSON Web Key Set`: `nonsense`,
	} {
		if keys, err := Parse(`{"keys":[` + key + `]}`); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", want, keys, err)
		}
	}
}

// CA-09: of a set published for all, what cannot be used here is left out, and
// what is left can be.
func TestCA09_PublishedSets(t *testing.T) {
	_, _, rsaText, ecText := keysForTests(t)
	others := `{"kty":"OKP","crv":"Ed25519","kid":"o","x":"AA"},{"kty":7},"x",null,{"kty":"RSA","use":"enc","n":"x"},` +
		strings.Replace(rsaText, `"kid":"r"`, `"d":"AQ","kid":"private"`, 1)
	keys, err := ParsePublished(`{"keys":[` + others + `,` + rsaText + `,` + ecText + `],"more":1}`)
	if err != nil || len(keys) != 2 || keys[0].ID != "r" || keys[1].ID != "e" {
		t.Errorf("%+v, %v", keys, err)
	}
	for text, want := range map[string]string{
		`{"keys":[` + others + `]}`: "no key for signatures", `{}`: "no key for signatures", `<html>`: "is not a JSON Web Key Set", `[]`: "is not a JSON Web Key Set",
	} {
		if keys, err := ParsePublished(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", want, keys, err)
		}
	}
}
