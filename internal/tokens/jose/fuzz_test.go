package jose

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"errors"
	"slices"
	"testing"

	"authd/internal/authd"
)

// ofTheRFC is the JWT of RFC 9449 §4.1, and keyOfTheRFC what it was signed with.
// They are fixed, since each process of a fuzzer would make others.
const ofTheRFC = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"

func keyOfTheRFC(t testing.TB) authd.ClientKey {
	x, y := decode("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"), decode("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA")
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, x, y))
	if err != nil {
		t.Fatal(err)
	}
	return authd.ClientKey{Alg: ES256, Public: public}
}

// FuzzVerifyAssertion: of all texts, one alone was signed by this key, and none
// with this secret. To look without checking never fails otherwise.
func FuzzVerifyAssertion(f *testing.F) {
	keys := []authd.ClientKey{keyOfTheRFC(f)}
	secret := bytes.Repeat([]byte("s"), 32)
	if _, err := VerifyAssertion(ofTheRFC, keys); err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{ofTheRFC, ofTheRFC + "=", "", "..", "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA", "eyJhbGciOiJFUzI1NiIsImNyaXQiOlsiZXhwIl19.e30.AAAA"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if payload, err := VerifyAssertion(text, keys); (err == nil) != (text == ofTheRFC) || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%q says %q, %v", text, payload, err)
		}
		if payload, err := VerifyAssertionSecret(text, secret); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q says %q, %v", text, payload, err)
		}
		if _, err := PeekAssertion(text); err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v", text, err)
		}
		PeekAssertionHeader(text)
	})
}

// FuzzOpen: no text is a sealed token but those that were sealed, whose content is
// this.
func FuzzOpen(f *testing.F) {
	key, content := bytes.Repeat([]byte("k"), 32), []byte("content")
	sealed, err := Seal(key, "https://auth.test/", content)
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{sealed, sealed + "A", "", "....", opaqueHeader("https://auth.test/") + "....", opaqueHeader("https://auth.test/") + "..AAAAAAAAAAAAAAAA..AAAAAAAAAAAAAAAAAAAAAA"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Open([][]byte{key}, "https://auth.test/", text)
		if err != nil && !errors.Is(err, ErrInvalid) || err == nil && !bytes.Equal(got, content) {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	})
}
