package authorize

import (
	"context"
	"errors"
	"net/http"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/pending"
	"authd/internal/tokens"
)

// Consents are the answers people gave. Where there was none it is
// authd.ErrNotFound. They are asked for only where a client needs one, so a
// first-party client's silent renewal pays nothing for them.
type Consents interface {
	Consent(ctx context.Context, userID, clientID, audience string) (authd.Consent, error)
}

// weighConsent decides about g, whose client needs consent. A no is final for
// this request.
func (h *Handler) weighConsent(ctx context.Context, v visit, g grant) (Decision, error) {
	if v.denied {
		return refuse(oauth.AccessDenied, "User did not authorize the request"), nil
	}
	given, err := h.Consents.Consent(ctx, g.session.User.ID, g.req.ClientID, g.plan.API)
	if err != nil && !errors.Is(err, authd.ErrNotFound) {
		return Decision{}, err
	}
	if err != nil {
		given = authd.Consent{}
	}
	return DecideConsent(g.req, given, tokens.NeedsConsent(g.plan.Scope.Granted, g.req.Claims)), nil
}

// ask sends the browser to the consent page, with the request and the question
// sealed into the address.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request, v visit, g grant) error {
	p := h.begin(w, r, v)
	p.Question = &pending.Question{SID: g.session.SID, Audience: g.plan.API, Scope: tokens.NeedsConsent(g.plan.Scope.Granted, g.req.Claims)}
	return h.leave(w, r, "/u/consent", p)
}
