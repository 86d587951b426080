package clientauth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

// objectTypes are those a request object may name (RFC 9101 §10.8, RFC 7519
// §5.1): one of another kind was not signed for this.
var objectTypes = []string{"", "jwt", "oauth-authz-req+jwt", "application/oauth-authz-req+jwt"}

// OpenRequestObject returns the payload of a request object that c signed, with
// its secret or with one of its keys, as it is registered (OIDC Core §6.1). What
// it says is not looked at. Its *oauth.Error is request_not_supported for what is
// not signed and for a client that has nothing to check with,
// invalid_request_object for a wrong signature, and temporarily_unavailable when
// the keys the client publishes cannot be had.
func (a *Authenticator) OpenRequestObject(ctx context.Context, c authd.Client, object string, now time.Time) ([]byte, error) {
	alg, typ := jose.PeekAssertionHeader(object)
	switch {
	case alg == "none":
		return nil, oauth.Errorf(oauth.RequestNotSupported, "The request object is not signed: alg none is not supported.")
	case !slices.Contains(objectTypes, strings.ToLower(string(typ))):
		return nil, oauth.Errorf(oauth.InvalidRequestObject, "The request object is a JWT for another use: its typ must be oauth-authz-req+jwt, JWT or left out.")
	case c.RequestObjectAlg != "" && c.RequestObjectAlg != alg:
		return nil, oauth.Errorf(oauth.InvalidRequestObject, "The request object is not signed with %s, which is registered for the client.", c.RequestObjectAlg)
	case c.RequestObjectAlg == jose.HS256:
		payload, err := jose.VerifyAssertionSecret(object, []byte(c.Secret))
		return payload, badObject(err)
	case len(c.Keys) == 0 && c.KeysAddress == "":
		return nil, oauth.Errorf(oauth.RequestNotSupported, "No keys are registered that request objects of this client could be signed with: see jwks and request_object_signing_alg.")
	}
	payload, err := a.openByKey(ctx, c, object, now)
	var unknown failure
	if errors.As(err, &unknown) {
		return nil, unknown.error
	}
	return payload, badObject(err)
}

func badObject(err error) error {
	if err == nil {
		return nil
	}
	return oauth.Errorf(oauth.InvalidRequestObject, "The request object is not signed by the client's registered key.").WithCause(fmt.Errorf("request object: %w", err))
}
