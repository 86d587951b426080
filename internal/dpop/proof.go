package dpop

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/jwks"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

// Algs are the signatures a proof can have: none that a secret makes (RFC 9449
// §11.6).
var Algs = []string{jose.RS256, jose.PS256, jose.ES256, jose.EdDSA}

const (
	typ      = "dpop+jwt" // RFC 9449 §4.2
	maxProof = 16 << 10   // in bytes; the largest key needs 3 KB
)

// A Proof is a JWT whose signature is right: whoever made it has the key.
type Proof struct {
	Key       string // JWK SHA-256 thumbprint (RFC 7638)
	id        string
	method    string
	uri       string
	issuedAt  float64 // seconds
	tokenHash string
}

// header is what is looked at of a proof's header.
type header struct {
	typ, alg, kid string
	jwk           json.RawMessage
}

// Parse reads a proof and checks its signature with the key it brings (RFC 9449
// §4.3, points 2 to 7). Its *oauth.Error says what is wrong, of code
// invalid_dpop_proof.
func Parse(text string) (Proof, error) {
	h, err := readHeader(text)
	if err != nil {
		return Proof{}, err
	}
	public, err := jwks.ParseKey(h.jwk, h.alg)
	if err != nil {
		return Proof{}, refuse("The jwk of the DPoP proof cannot be used (%v).", err)
	}
	payload, err := jose.VerifyAssertion(text, []authd.ClientKey{{ID: h.kid, Alg: h.alg, Public: public}})
	if err != nil {
		return Proof{}, refuse("The signature of the DPoP proof is not of the key in its jwk.")
	}
	key, err := jose.Thumbprint(public)
	if err != nil {
		return Proof{}, oauth.Internal(err)
	}
	return readPayload(key, payload)
}

func readHeader(text string) (header, error) {
	first, _, found := strings.Cut(text, ".")
	raw, err := base64.RawURLEncoding.DecodeString(first)
	var h header
	switch {
	case len(text) > maxProof:
		return h, refuse("The DPoP proof is longer than %d KB.", maxProof>>10)
	case !found || err != nil:
		return h, refuse("The DPoP proof is not a JWT.")
	}
	if err := read(raw, members{"typ": &h.typ, "alg": &h.alg, "kid": &h.kid, "jwk": &h.jwk}); err != nil {
		return h, refuse("The header of the DPoP proof is not usable: %v.", err)
	}
	switch {
	case h.typ != typ:
		return h, refuse("The typ of the DPoP proof must be %s.", typ)
	case !slices.Contains(Algs, h.alg):
		return h, refuse("The alg of the DPoP proof must be one of %s.", strings.Join(Algs, ", "))
	case len(h.jwk) == 0:
		return h, refuse("The DPoP proof has no jwk.")
	}
	return h, nil
}

func readPayload(key string, payload []byte) (Proof, error) {
	p := Proof{Key: key}
	if err := read(payload, members{"jti": &p.id, "htm": &p.method, "htu": &p.uri, "iat": &p.issuedAt, "ath": &p.tokenHash}); err != nil {
		return Proof{}, refuse("The payload of the DPoP proof is not usable: %v.", err)
	}
	return p, nil
}

// members are where the members of a JSON object go, by their exact names.
type members map[string]any

func read(text []byte, into members) error {
	object, err := oauth.ReadObject(text)
	if err != nil {
		return err
	}
	for name, place := range into {
		if raw, found := object[name]; found && json.Unmarshal(raw, place) != nil {
			return fmt.Errorf("its %s is of the wrong type", name)
		}
	}
	return nil
}

func refuse(format string, args ...any) error {
	return oauth.Errorf(oauth.InvalidDPoPProof, format, args...).WithStatus(http.StatusBadRequest)
}
