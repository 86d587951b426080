package clientauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/throttle"
)

// An Authenticator knows the clients of one configuration. Every field is needed.
type Authenticator struct {
	Clients   map[string]authd.Client
	Audiences []string // what an assertion may be made out to: the issuer, the token endpoint, and that of pushed requests (RFC 9126 §2)
	Replays   Replays
	Published Published
	Guesses   *throttle.Local // wrong secrets, by limits.token.wrong_secret_per_ip
}

// Replays remembers which assertions were used.
type Replays interface {
	// SpendAssertion errs with authd.ErrConflict for all uses but the first.
	SpendAssertion(ctx context.Context, id string, expires time.Time) error
}

// Published has the keys that clients publish at their jwks_uri.
type Published interface {
	// Keys may be some minutes old. Newer looks whether there are others by
	// now, unless it did so a moment ago.
	Keys(ctx context.Context, address string, now time.Time) ([]authd.ClientKey, error)
	Newer(ctx context.Context, address string, now time.Time) ([]authd.ClientKey, error)
}

// Authenticate returns the client that sends r, whose body has fields. Its
// *oauth.Error is invalid_client with status 401, invalid_request when r mixes
// several methods, too_many_requests with status 429, or temporarily_unavailable
// with 503 when the keys the client publishes cannot be had. With invalid_client
// after HTTP Basic it asks for Basic again in w's header (RFC 6749 §5.2), and never
// otherwise: some clients read that header in place of the body.
func (a *Authenticator) Authenticate(w http.ResponseWriter, r *http.Request, fields oauth.Params, now time.Time) (authd.Client, error) {
	claim, err := read(r.Header.Values("Authorization"), fields)
	if err == nil {
		var client authd.Client
		if client, err = a.judge(r.Context(), claim, now); err == nil {
			return client, nil
		}
	}
	var refused *oauth.Error
	if errors.As(err, &refused) && refused.Code == oauth.InvalidClient && r.Header.Get("Authorization") != "" {
		w.Header().Set("WWW-Authenticate", `Basic realm="authd"`)
	}
	return authd.Client{}, err
}

// judge does the same work whoever asks (security row CA-06).
func (a *Authenticator) judge(ctx context.Context, c claim, now time.Time) (authd.Client, error) {
	client, known := a.Clients[c.id]
	if c.signed != "" && client.AuthMethod == authd.AuthSecretJWT {
		c.method = authd.AuthSecretJWT // what an assertion is signed with, the registration says
	}
	var unfit error
	switch {
	case !known:
		unfit = errors.New("there is no client of this client_id")
	case !accepts(client, c.method):
		unfit = fmt.Errorf("client %s does not use the method %s", client.ID, c.method)
	}
	switch {
	case c.method == authd.AuthPost || c.method == authd.AuthBasic:
		return client, a.judgeSecret(ctx, client, proof{c.secret, unfit}, now)
	case unfit != nil:
		return authd.Client{}, refuse(unfit)
	case c.signed != "":
		return client, a.judgeAssertion(ctx, client, c, now)
	}
	return client, nil
}

func (a *Authenticator) judgeAssertion(ctx context.Context, client authd.Client, c claim, now time.Time) error {
	err := a.verify(ctx, client, c.signed, now)
	var unknown failure
	switch {
	case errors.As(err, &unknown):
		return unknown.error
	case err != nil:
		return refuse(fmt.Errorf("client %s: %w", client.ID, err))
	}
	return nil
}

// accepts says whether the method counts for the client. Of post and basic
// either does, as in Auth0, unless the client is strict.
func accepts(c authd.Client, method authd.AuthMethod) bool {
	secret := method == authd.AuthPost || method == authd.AuthBasic
	switch {
	case c.Public():
		return method == authd.AuthNone
	case c.AuthMethod == authd.AuthPrivateKeyJWT || c.AuthMethod == authd.AuthSecretJWT:
		return method == c.AuthMethod
	case c.StrictAuthMethod && c.AuthMethod != "":
		return method == c.AuthMethod
	}
	return secret && c.Secret != ""
}

func refuse(cause error) error {
	return oauth.Errorf(oauth.InvalidClient, "Client authentication failed: the client is unknown, or this is not its registered secret or method.").
		WithStatus(http.StatusUnauthorized).WithCause(cause)
}
