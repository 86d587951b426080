package grants

import (
	"context"
	"net/http"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// clientCredentials gives a client tokens for itself (RFC 6749 §4.4). A client
// that cannot prove who it is has no name of its own to act in.
func (h *Handler) clientCredentials(_ context.Context, x exchange) (earned, error) {
	if x.client.Public() {
		return earned{}, oauth.Errorf(oauth.UnauthorizedClient, "Grant type '%s' is only for clients that authenticate.", x.grant).WithStatus(http.StatusForbidden)
	}
	a := authd.Authorization{ClientID: x.client.ID, Audience: x.fields["audience"], Scope: oauth.ParseScope(x.fields["scope"])}
	plan, err := h.plan(x, a, x.fields["resource"])
	return earned{authorization: a, plan: plan, subject: tokens.ClientSubject(x.client)}, err
}
