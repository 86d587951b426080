package userinfo

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"authd/internal/dpop"
	"authd/internal/oauth"
)

const realm = `realm="authd"`

// challenge adds the header that belongs to a refusal (RFC 6750 §3, RFC 9449 §7.1).
// A request that brought no token at all is told how to, by either scheme, and not
// that it did wrong (RFC 6750 §3.1).
func challenge(w http.ResponseWriter, sent credentials, err error) error {
	var refused *oauth.Error
	if !errors.As(err, &refused) {
		return err
	}
	bound := fmt.Sprintf("%s %s, algs=%q", schemeDPoP, realm, strings.Join(dpop.Algs, " "))
	said := fmt.Sprintf(", error=%q, error_description=%q", refused.Code, refused.Description)
	switch {
	case errors.Is(err, errNoToken):
		w.Header().Add("WWW-Authenticate", schemeBearer+" "+realm)
		w.Header().Add("WWW-Authenticate", bound)
	case sent.scheme == schemeDPoP || errors.Is(err, errBound):
		w.Header().Set("WWW-Authenticate", bound+said)
	default:
		w.Header().Set("WWW-Authenticate", schemeBearer+" "+realm+said)
	}
	return err
}
