package userinfo

import (
	"errors"
	"net/http"
	"time"

	"authd/internal/dpop"
	"authd/internal/oauth"
)

var errBound = errors.New("a bound access token was shown as a bearer's")

// prove errs unless a token bound to key (empty: to none) is shown as such a token
// must be: a bound one by the scheme DPoP and with a proof, and no other so (RFC
// 9449 §7.1, §7.2).
func (h Handler) prove(r *http.Request, sent credentials, key string, now time.Time) error {
	switch {
	case key == "" && sent.scheme == schemeBearer:
		return nil
	case key == "":
		return invalid("The access token is bound to no key: send it as Bearer.", nil)
	case sent.scheme == schemeBearer:
		return invalid("The access token is bound to a key: send it as DPoP, with a proof.", errBound)
	}
	_, err := h.Proofs.Verify(r, dpop.Shown{Token: sent.token, Key: key}, now)
	var refused *oauth.Error
	if errors.As(err, &refused) && refused.Code == oauth.InvalidDPoPProof {
		return refused.WithStatus(http.StatusUnauthorized)
	}
	return err
}
