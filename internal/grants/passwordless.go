package grants

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/passwordless"
	"authd/internal/passwordless/endpoints"
)

// OneTimeCodes uses up the code a person types. Its errors are those of
// passwordless.Service.Redeem.
type OneTimeCodes interface {
	Redeem(ctx context.Context, in passwordless.Answer, now time.Time) (authd.User, authd.Challenge, error)
}

// passwordless takes a one-time code that was asked for at /passwordless/start
// (Auth0's grant of its own). Clients without a secret may use it too: the code
// is the proof. There is no nonce, whatever the start said: SDKs refuse a claim
// that this request did not ask for. The plan comes first, so that a request
// that cannot be answered does not cost the person the code. Clients that need
// consent are refused: there is nobody here to ask.
func (h *Handler) passwordless(ctx context.Context, x exchange) (earned, error) {
	if !x.client.FirstParty {
		return earned{}, oauth.Errorf(oauth.UnauthorizedClient, "Grant type '%s' is only for first-party clients here: nobody can be asked for consent.", x.grant).WithStatus(http.StatusForbidden)
	}
	for _, name := range []string{"realm", "username", "otp"} {
		if x.fields[name] == "" {
			return earned{}, missing(name)
		}
	}
	if !slices.Contains(x.client.Connections, x.fields["realm"]) {
		return earned{}, oauth.Errorf(oauth.InvalidRequest, "The realm was not found: it is not one of the client's connections.")
	}
	a := authd.Authorization{
		ID: authd.NewAuthorizationID(), ClientID: x.client.ID, Connection: x.fields["realm"], Audience: x.fields["audience"],
		Scope: oauth.ParseScope(x.fields["scope"]), AuthTime: x.now,
	}
	if len(a.Scope) == 0 { // as with Auth0: all about who the person is
		a.Scope = oauth.StandardScopes
	}
	plan, err := h.plan(x, a, x.fields["resource"])
	if err != nil {
		return earned{}, err
	}
	user, _, err := h.OneTimeCodes.Redeem(ctx, passwordless.Answer{
		ClientID: x.client.ID, Connection: a.Connection, Address: x.fields["username"], Code: x.fields["otp"], IP: x.ip,
	}, x.now)
	if err != nil {
		return earned{}, worded(err)
	}
	if err := h.Audit.Note(ctx, authd.Event{Type: authd.EventExchange, At: x.now, ClientID: x.client.ID, UserID: user.ID, Connection: a.Connection}); err != nil {
		return earned{}, err
	}
	a.UserID, a.Scope, a.Audience = user.ID, plan.Scope.Granted, cmp.Or(a.Audience, x.fields["resource"])
	return earned{authorization: a, plan: plan, subject: subject(a, user)}, nil
}

// worded is a refusal in Auth0's words, which SDKs compare. At this endpoint a
// code without tries left is a refused grant like any other.
func worded(err error) error {
	public := endpoints.Worded(err, oauth.InvalidGrant, http.StatusForbidden)
	var refused *oauth.Error
	if errors.Is(err, passwordless.ErrExhausted) && errors.As(public, &refused) {
		refused.Code = oauth.InvalidGrant
		return refused.WithStatus(http.StatusForbidden)
	}
	return public
}
