package tokens

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"strings"
	"testing"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwe"
	"github.com/lestrrat-go/jwx/v2/jws"

	"authd/internal/tokens/tokenstest"
)

// signed is signedWith RS256, whatever the header says.
func signed(t *testing.T, header map[string]any) string { return signedWith(t, jwa.RS256, header) }

// signedWith is a JWT of the given header and the claims of a good access token,
// signed with the server's own RSA key.
func signedWith(t *testing.T, alg jwa.SignatureAlgorithm, header map[string]any) string {
	t.Helper()
	claims := map[string]any{"iss": issuer, "sub": "email|1", "aud": userinfoAud, "azp": "spa", "iat": noon.Unix(), "exp": end.Unix()}
	h, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	c, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	input := base64.RawURLEncoding.EncodeToString(h) + "." + base64.RawURLEncoding.EncodeToString(c)
	signer, err := jws.NewSigner(alg)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := signer.Sign([]byte(input), rsaKey())
	if err != nil {
		t.Fatal(err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func header(more ...any) map[string]any {
	h := map[string]any{"alg": "RS256", "kid": "kid-RS256", "typ": "JWT"}
	for i := 0; i < len(more); i += 2 {
		h[more[i].(string)] = more[i+1]
	}
	return h
}

func TestJW01_HeaderCannotChoose(t *testing.T) {
	if _, err := issuerOf(tokenstest.Directory()).OpenAccess(signed(t, header()), noon); err != nil {
		t.Fatalf("the token the others are made from: %v", err)
	}
	for name, h := range map[string]map[string]any{
		"alg none":               header("alg", "none"),
		"alg None":               header("alg", "None"),
		"alg NONE":               header("alg", "NONE"),
		"alg empty":              header("alg", ""),
		"alg of another key":     header("alg", "PS256"),
		"alg HS256":              header("alg", "HS256"),
		"unknown kid":            header("kid", "kid-of-nobody"),
		"no kid":                 header("kid", ""),
		"unknown crit":           header("crit", []string{"exp"}),
		"b64 false":              header("b64", false, "crit", []string{"b64"}),
		"a key of its own":       header("jku", "https://evil.example.com/jwks.json"),
		"a certificate":          header("x5u", "https://evil.example.com/cert.pem"),
		"compression":            header("zip", "DEF"),
		"typ of a logout token":  header("typ", "logout+jwt"),
		"typ of another profile": header("typ", "at+jwt"),
		"no typ":                 header("typ", ""),
	} {
		t.Run(name, func(t *testing.T) { refuse(t, signed(t, h)) })
	}
	t.Run("a key under another algorithm than its own", func(t *testing.T) {
		refuse(t, signedWith(t, jwa.PS256, header("alg", "PS256")))
	})
	t.Run("no signature", func(t *testing.T) {
		input, _, _ := cutLast(signed(t, header("alg", "none")))
		refuse(t, input+".")
	})
	for name, secret := range publicKeyBytes(t) {
		t.Run("HS256 with the public key as secret, "+name, func(t *testing.T) {
			for _, kid := range []string{"kid-RS256", ""} {
				input, _, _ := cutLast(signed(t, header("alg", "HS256", "kid", kid)))
				signer, err := jws.NewSigner(jwa.HS256)
				if err != nil {
					t.Fatal(err)
				}
				signature, err := signer.Sign([]byte(input), secret)
				if err != nil {
					t.Fatal(err)
				}
				refuse(t, input+"."+base64.RawURLEncoding.EncodeToString(signature))
			}
		})
	}
}

// publicKeyBytes are the spellings of the public key an attacker would try.
func publicKeyBytes(t *testing.T) map[string][]byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&rsaKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"DER": der, "PEM": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "modulus": rsaKey().N.Bytes(),
	}
}

func refuse(t *testing.T, token string) {
	t.Helper()
	if got, err := issuerOf(tokenstest.Directory()).OpenAccess(token, noon); !errors.Is(err, ErrInvalid) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// both are one token of each format.
func both(t *testing.T) map[string]string {
	return map[string]string{
		"opaque": mustIssue(t, tokenstest.Directory(), implicit(), ada()).AccessToken,
		"JWT":    mustIssue(t, tokenstest.Directory(), withAudience(implicit(), orders), ada()).AccessToken,
	}
}

func TestTK13_AlteredTokensAreRefused(t *testing.T) {
	for name, token := range both(t) {
		t.Run(name+" cut", func(t *testing.T) {
			for n := range len(token) {
				refuse(t, token[:n])
			}
		})
		t.Run(name+" cut in front", func(t *testing.T) {
			for n := 1; n < 20; n++ {
				refuse(t, token[n:])
			}
		})
		t.Run(name+" extended", func(t *testing.T) {
			for _, more := range []string{"A", "AA", "AAAA", "=", "==", ".", " ", "\n", "\x00", "%00"} {
				refuse(t, token+more)
				refuse(t, more+token)
			}
		})
		t.Run(name+" with one character altered", func(t *testing.T) {
			for n := range token {
				altered := []byte(token)
				altered[n] = 'A'
				if token[n] == 'A' {
					altered[n] = 'B'
				}
				refuse(t, string(altered))
			}
		})
		t.Run(name+" in another case", func(t *testing.T) {
			refuse(t, strings.ToUpper(token))
			refuse(t, strings.ToLower(token))
		})
	}
}

func TestJW12_OneSpellingATokenOnly(t *testing.T) {
	for name, token := range both(t) {
		for n, segment := range strings.Split(token, ".") {
			for how, respelled := range respellings(segment) {
				t.Run(name+" "+how, func(t *testing.T) {
					segments := strings.Split(token, ".")
					segments[n] = respelled
					refuse(t, strings.Join(segments, "."))
				})
			}
		}
	}
}

// respellings decode to the same bytes where a reader is lax.
func respellings(segment string) map[string]string {
	all := map[string]string{
		"padded":          segment + strings.Repeat("=", (4-len(segment)%4)%4) + "=",
		"with line break": segment[:len(segment)/2] + "\n" + segment[len(segment)/2:],
		"with return":     segment + "\r\n",
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	if len(segment)%4 != 0 && segment != "" { // the last character has bits that decode to nothing
		last := strings.IndexByte(alphabet, segment[len(segment)-1])
		all["with stray bits"] = segment[:len(segment)-1] + string(alphabet[last^1])
	}
	return all
}

func TestJW10_ParsingIsLimited(t *testing.T) {
	key := keys().opaque[0]
	content, err := json.Marshal(accessContent{User: "email|1", Client: "spa", Expiry: end.Unix()})
	if err != nil {
		t.Fatal(err)
	}
	encrypted := func(options ...jwe.EncryptOption) string {
		token, err := jwe.Encrypt(content, options...)
		if err != nil {
			t.Fatal(err)
		}
		return string(token)
	}
	pbes2 := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","iss":"` + issuer + `","p2c":10000000,"p2s":"AAAA"}`))
	for name, token := range map[string]string{
		"empty":               "",
		"a megabyte of dots":  strings.Repeat(".", 1<<20),
		"dots up to the size": strings.Repeat(".", maxToken),
		"two dots":            "..",
		"four dots":           "....",
		"too long":            signed(t, header("pad", strings.Repeat("a", maxToken))),
		"a JWE without iss":   encrypted(jwe.WithKey(jwa.DIRECT, key)),
		"a compressed JWE":    encrypted(jwe.WithKey(jwa.DIRECT, key), jwe.WithCompress(jwa.Deflate)),
		"a JWE of another":    encrypted(jwe.WithKey(jwa.A256KW, key)),
		"a JWE of a password": pbes2 + ".AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
	} {
		t.Run(name, func(t *testing.T) { refuse(t, token) })
	}
}

// JW-10: the limit holds for our own tokens too, so it is looked at first.
func TestLongTokenIsRefused(t *testing.T) {
	s := ada()
	s.User.ID = strings.Repeat("a", maxToken)
	refuse(t, mustIssue(t, tokenstest.Directory(), implicit(), s).AccessToken)
}
