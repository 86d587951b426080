package revocation

import (
	"context"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/web"
)

// Clients finds the client that sends a request. Its errors are *oauth.Error.
type Clients interface {
	Authenticate(w http.ResponseWriter, r *http.Request, fields oauth.Params, now time.Time) (authd.Client, error)
}

// Tokens revokes refresh tokens. One that is unknown, or another client's, is no
// error.
type Tokens interface {
	Revoke(ctx context.Context, token, clientID string, now time.Time) error
}

// Handler serves /oauth/revoke. All fields are required.
type Handler struct {
	Clients Clients
	Tokens  Tokens
	Now     func() time.Time
}

// retryAfter is how many seconds a client waits before it revokes again.
const retryAfter = 5

// Revoke answers POST /oauth/revoke, a form or JSON. The answer is 200 without a
// body, and without a type, which oidc-client-ts would refuse: for a token that
// is revoked now and for one that never was (RFC 7009 §2.2), as every access
// token here. token_type_hint may be ignored (§2.1) and is. Where it is not
// certain that the token is revoked, the answer is 503 and the client asks again
// (§2.2.1).
func (h Handler) Revoke(w http.ResponseWriter, r *http.Request) error {
	fields, err := web.ReadFields(r)
	if err != nil {
		return err
	}
	now := h.Now()
	client, err := h.Clients.Authenticate(w, r, fields, now)
	if err != nil {
		return err
	}
	if fields["token"] == "" {
		return oauth.Errorf(oauth.InvalidRequest, "The parameter token is missing.")
	}
	if err := h.Tokens.Revoke(r.Context(), fields["token"], client.ID, now); err != nil {
		return oauth.Errorf(oauth.TemporarilyUnavailable, "The token could not be revoked just now. Try again.").
			WithStatus(http.StatusServiceUnavailable).WithRetryAfter(retryAfter).WithCause(err)
	}
	web.NoStore(w.Header())
	w.WriteHeader(http.StatusOK)
	return nil
}
