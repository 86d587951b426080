package introspection

import (
	"context"
	"errors"
	"slices"

	"authd/internal/authd"
	"authd/internal/tokens"
)

var errInactive = errors.New("the token is good no more")

// stands errs with errInactive where what the token rests on is gone: its client,
// the client grant of a client that acts for itself, its person, or the
// authorization it was issued under (security rows AZ-25 and ID-13).
func (h Handler) stands(ctx context.Context, a tokens.Access) error {
	client, known := h.Directory.Clients[a.ClientID]
	if !known {
		return errInactive
	}
	if a.UserID == tokens.ClientSubject(client).User.ID {
		return granted(client, a)
	}
	_, err := h.Users.UserUnlessRevoked(ctx, a.UserID, a.Authorization)
	if errors.Is(err, authd.ErrNotFound) {
		return errInactive
	}
	return err
}

func granted(c authd.Client, a tokens.Access) error {
	if !slices.ContainsFunc(a.Audience, func(api string) bool { _, found := c.GrantFor(api); return found }) {
		return errInactive
	}
	return nil
}
