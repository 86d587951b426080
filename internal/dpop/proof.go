package dpop

import (
	"encoding/base64"
	"encoding/json"
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
	Typ, Alg, Kid string
	JWK           json.RawMessage
}

// Parse reads a proof and checks its signature with the key it brings (RFC 9449
// §4.3, points 2 to 7). Its *oauth.Error says what is wrong, of code
// invalid_dpop_proof.
func Parse(text string) (Proof, error) {
	h, err := readHeader(text)
	if err != nil {
		return Proof{}, err
	}
	public, err := jwks.ParseKey(h.JWK, h.Alg)
	if err != nil {
		return Proof{}, refuse("The jwk of the DPoP proof cannot be used (%v).", err)
	}
	payload, err := jose.VerifyAssertion(text, []authd.ClientKey{{ID: h.Kid, Alg: h.Alg, Public: public}})
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
	case !found || err != nil || json.Unmarshal(raw, &h) != nil:
		return h, refuse("The DPoP proof is not a JWT.")
	case h.Typ != typ:
		return h, refuse("The typ of the DPoP proof must be %s.", typ)
	case !slices.Contains(Algs, h.Alg):
		return h, refuse("The alg of the DPoP proof must be one of %s.", strings.Join(Algs, ", "))
	case len(h.JWK) == 0:
		return h, refuse("The DPoP proof has no jwk.")
	}
	return h, nil
}

func readPayload(key string, payload []byte) (Proof, error) {
	var said struct {
		ID        string  `json:"jti"`
		Method    string  `json:"htm"`
		URI       string  `json:"htu"`
		IssuedAt  float64 `json:"iat"`
		TokenHash string  `json:"ath"`
	}
	if json.Unmarshal(payload, &said) != nil {
		return Proof{}, refuse("The claims of the DPoP proof are not those of RFC 9449: jti, htm and htu are texts, iat is a number.")
	}
	return Proof{key, said.ID, said.Method, said.URI, said.IssuedAt, said.TokenHash}, nil
}

func refuse(format string, args ...any) error {
	return oauth.Errorf(oauth.InvalidDPoPProof, format, args...).WithStatus(http.StatusBadRequest)
}
