package grants

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/refresh"
	"authd/internal/tokens"
)

// Consents are the answers people gave; authd.ErrNotFound where there was none.
type Consents interface {
	Consent(ctx context.Context, userID, clientID, audience string) (authd.Consent, error)
}

// person is whoever a grant is about; authd.ErrNotFound where there is nobody any
// more. Who is blocked is refused in Auth0's words, by which its SDKs log them out
// (security row AZ-25).
func (h *Handler) person(ctx context.Context, id string) (authd.User, error) {
	user, err := h.Users.User(ctx, id)
	if err == nil && user.Blocked {
		return authd.User{}, oauth.Errorf(oauth.InvalidGrant, "user is blocked").WithStatus(http.StatusForbidden)
	}
	return user, err
}

// stillConnected errs where the client does not use the connection any more that
// a person logged in by (security row PL-34).
func stillConnected(c authd.Client, a authd.Authorization) error {
	if !slices.Contains(c.Connections, a.Connection) {
		return fmt.Errorf("client %s does not use the connection %s any more", c.ID, a.Connection)
	}
	return nil
}

// stillAllowed errs with refresh.ErrInvalid where the client needs consent and
// there is none for all of p (security row RT-07). A client that was first party
// when it got its token has never asked.
func (h *Handler) stillAllowed(ctx context.Context, x exchange, a authd.Authorization, p tokens.Plan) error {
	if x.client.FirstParty {
		return nil
	}
	given, err := h.Consents.Consent(ctx, a.UserID, x.client.ID, p.API)
	if err != nil && !errors.Is(err, authd.ErrNotFound) {
		return err
	}
	if err != nil || !covers(given.Scope, tokens.NeedsConsent(p.Scope.Granted, a.Claims)) {
		return fmt.Errorf("%w: client %s needs consent, and there is none for all of it", refresh.ErrInvalid, x.client.ID)
	}
	return nil
}

func covers(given, needs oauth.Scope) bool {
	return !slices.ContainsFunc(needs, func(value string) bool { return !given.Has(value) })
}
