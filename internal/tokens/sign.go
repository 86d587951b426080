package tokens

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"
)

var errNoSecret = errors.New("HS256 needs a secret, and there is none")

// sign writes claims as a compact JWT. The key is the ring's for alg, or secret
// for HS256. The payload is plain JSON rather than a jwt.Token, which would
// write a single audience as an array.
func (i *Issuer) sign(alg, secret string, claims map[string]any) (string, error) {
	key, err := i.signingKey(alg, secret)
	if err != nil {
		return "", fmt.Errorf("sign a token with %s: %w", alg, err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("write claims: %w", err)
	}
	header := jws.NewHeaders()
	if err := header.Set(jws.TypeKey, "JWT"); err != nil {
		return "", fmt.Errorf("write a token's header: %w", err)
	}
	token, err := jws.Sign(payload, jws.WithKey(jwa.SignatureAlgorithm(alg), key, jws.WithProtectedHeaders(header)))
	if err != nil {
		return "", fmt.Errorf("sign a token with %s: %w", alg, err)
	}
	return string(token), nil
}

func (i *Issuer) signingKey(alg, secret string) (any, error) {
	if alg != HS256 {
		return i.Keys.SigningKey(alg)
	}
	if secret == "" {
		return nil, errNoSecret
	}
	return []byte(secret), nil
}
