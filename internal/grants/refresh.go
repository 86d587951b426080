package grants

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/refresh"
	"authd/internal/tokens"
)

// refresh gives new tokens for a refresh token (RFC 6749 §6). All that the grant
// rests on is looked at again: the person, how they logged in, the API, what the
// client may do and was allowed. The token itself is used up last, when there is
// nothing left that could fail: see package refresh.
func (h *Handler) refresh(ctx context.Context, x exchange) (earned, error) {
	if x.fields["refresh_token"] == "" {
		return earned{}, missing("refresh_token")
	}
	presented, err := h.Refresh.Open(ctx, x.fields["refresh_token"], x.client.ID, x.now)
	if err != nil {
		return earned{}, badRefresh(err)
	}
	a := presented.Family.Authorization
	if !fits(x, a) {
		return earned{}, badRefresh(fmt.Errorf("%w: %w", refresh.ErrInvalid, errOtherKey))
	}
	if err := stillConnected(x.client, a); err != nil {
		return earned{}, badRefresh(fmt.Errorf("%w: %w", refresh.ErrInvalid, err))
	}
	user, err := h.person(ctx, a.UserID)
	if errors.Is(err, authd.ErrNotFound) {
		return earned{}, nobody(err)
	}
	if err != nil {
		return earned{}, err
	}
	plan, err := h.planRefresh(x, a)
	if err != nil {
		return earned{}, err
	}
	if err := h.stillAllowed(ctx, x, a, plan); err != nil {
		return earned{}, badRefresh(err)
	}
	return earned{authorization: a, plan: plan, subject: subject(a, user), presented: &presented}, nil
}

// planRefresh plans anew what was granted, or the part of it that is asked for.
// It is refused where the client could not be granted it any more.
func (h *Handler) planRefresh(x exchange, a authd.Authorization) (tokens.Plan, error) {
	scope, err := narrowed(a.Scope, oauth.ParseScope(x.fields["scope"]))
	if err != nil {
		return tokens.Plan{}, err
	}
	a.Scope = scope
	plan, err := h.replan(x, a)
	var refused *oauth.Error
	switch asked := x.fields["audience"]; {
	case errors.As(err, &refused) && refused.Code == oauth.AccessDenied:
		return plan, badRefresh(fmt.Errorf("%w: %w", refresh.ErrInvalid, err))
	case err != nil:
		return plan, err
	case plan.Refresh == nil:
		return plan, badRefresh(fmt.Errorf("%w: client %s is no longer granted offline_access", refresh.ErrInvalid, x.client.ID))
	case asked != "" && asked != a.Audience && asked != plan.API:
		return plan, oauth.Errorf(oauth.InvalidTarget, "A refresh token is for the audience it was granted for.")
	}
	return plan, nil
}

// narrowed is the part of what was granted that is asked for (RFC 6749 §6). What
// was not granted is passed over, since clients send again what they asked for at
// the beginning; where nothing is left it is an error. offline_access always
// stays: it is about the refresh token, and the answer always has one.
func narrowed(granted, asked oauth.Scope) (oauth.Scope, error) {
	if len(asked) == 0 {
		return granted, nil
	}
	var scope oauth.Scope
	common := false
	for _, value := range granted {
		common = common || asked.Has(value)
		if asked.Has(value) || value == oauth.ScopeOfflineAccess {
			scope = append(scope, value)
		}
	}
	if !common {
		return nil, oauth.Errorf(oauth.InvalidScope, "Nothing of this scope was granted with the refresh token.")
	}
	return scope, nil
}

// badRefresh has Auth0's words, which auth0-spa-js looks for before it turns to
// its iframe. They tell nobody what exactly was wrong. Errors of other kinds, and
// none, pass.
func badRefresh(err error) error {
	if !errors.Is(err, refresh.ErrInvalid) {
		return err
	}
	return oauth.Errorf(oauth.InvalidGrant, "Unknown or invalid refresh token.").WithCause(err)
}

// nobody has Auth0's words and status, by which its SDK for Android knows that
// the person is gone.
func nobody(cause error) error {
	return oauth.Errorf(oauth.InvalidGrant, "The refresh_token was generated for a user who doesn't exist anymore.").
		WithStatus(http.StatusForbidden).WithCause(cause)
}

// refreshToken is the last step of a grant whose plan has a refresh token: it
// uses the presented one up, or begins a family for what was just authorized.
func (h *Handler) refreshToken(ctx context.Context, x exchange, e earned) (string, error) {
	if e.presented != nil {
		token, err := h.Refresh.Use(ctx, *e.presented, *e.plan.Refresh, x.now)
		return token, badRefresh(err)
	}
	a := e.authorization
	a.Scope, a.Key = e.plan.Scope.Granted, lasting(x)
	token, err := h.Refresh.Begin(ctx, a, *e.plan.Refresh, x.now)
	if errors.Is(err, refresh.ErrInvalid) { // its code was used once more meanwhile
		err = badCode(err)
	}
	return token, err
}
