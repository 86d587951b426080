package jwks

import (
	"slices"
	"testing"
)

// FuzzParse: keys are taken with an algorithm and a public half, or there is an
// error; and what is taken of a client's file is taken of what it publishes.
func FuzzParse(f *testing.F) {
	for _, set := range []string{
		`{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}`,
		`{"keys":[{"kty":"EC","crv":"P-256","x":"f83O","y":"x_FE","kid":"a"},{"kty":"RSA","n":"AQAB","e":"AQAB","alg":"PS256"}]}`,
		`{"keys":[{"kty":"oct","k":"AAAA"},{"use":"enc"}]}`, `{"keys":null}`, `{"keys":{}}`, `[]`, ``, `{"keys":[{"kty":"RSA","n":"","e":"","d":"x"}]}`,
	} {
		f.Add(set)
	}
	f.Fuzz(func(t *testing.T, set string) {
		keys, err := Parse(set)
		if (err == nil) == (len(keys) == 0) {
			t.Fatalf("%d keys, %v", len(keys), err)
		}
		for _, k := range keys {
			if k.Public == nil || !slices.Contains([]string{"RS256", "PS256", "ES256"}, k.Alg) {
				t.Errorf("%+v", k)
			}
		}
		published, errPublished := ParsePublished(set)
		if err == nil && (errPublished != nil || len(published) != len(keys)) {
			t.Errorf("%d keys in a file, and %d published, %v", len(keys), len(published), errPublished)
		}
	})
}
