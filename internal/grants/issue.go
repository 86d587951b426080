package grants

import (
	"errors"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/refresh"
	"authd/internal/tokens"
	"authd/internal/web"
)

// What a grant earned: what is authorized, the plan for it, and whom its tokens
// are about.
type earned struct {
	authorization authd.Authorization
	plan          tokens.Plan
	subject       tokens.Subject
	presented     *refresh.Presented // the refresh token to use up; nil: one begins, where the plan has any
}

// plan resolves what is authorized, for the resource named where it has no
// audience. The request may shorten the life of its tokens.
func (h *Handler) plan(x exchange, a authd.Authorization, resource string) (tokens.Plan, error) {
	asked, err := tokens.RequestedLifetime(x.client, x.fields["expires_in"])
	if err != nil {
		return tokens.Plan{}, err
	}
	plan, err := tokens.ResolveIn(h.Directory, x.client, tokens.Request{
		Channel: tokens.Back, Grant: x.grant, Audience: a.Audience, Resource: resource, Scope: a.Scope, MaxLifetime: shorter(a.MaxLifetime, asked), Key: x.key,
	})
	var refused *oauth.Error
	if errors.As(err, &refused) && refused.Code == oauth.AccessDenied {
		return tokens.Plan{}, refused.WithStatus(http.StatusForbidden)
	}
	return plan, err
}

// replan resolves anew what was granted: a setting changed since then counts. A
// resource may be named again, and never another one (RFC 8707 §2.2).
func (h *Handler) replan(x exchange, a authd.Authorization) (tokens.Plan, error) {
	plan, err := h.plan(x, a, "")
	if err != nil {
		return plan, err
	}
	return plan, plan.Covers(x.fields["resource"])
}

// shorter is the shorter of two lifetimes, of which 0 says nothing.
func shorter(a, b time.Duration) time.Duration {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// subject is the person of an authorization.
func subject(a authd.Authorization, user authd.User) tokens.Subject {
	return tokens.Subject{User: user, SID: a.SID, AuthTime: a.AuthTime, AuthTimeDue: a.AuthTimeDue, Claims: a.Claims, Authorization: a.ID}
}

// answer is the body of a success (RFC 6749 §5.1, OIDC Core §3.1.3.3).
type answer struct {
	AccessToken string `json:"access_token"`
	IDToken     string `json:"id_token,omitempty"`
	Scope       string `json:"scope,omitempty"`
	ExpiresIn   int    `json:"expires_in"`
	TokenType   string `json:"token_type"`
	Refresh     string `json:"refresh_token,omitempty"`
}

// issue signs first and touches refresh tokens last: what fails before leaves
// the client with what it had.
func (h *Handler) issue(w http.ResponseWriter, r *http.Request, x exchange, e earned) error {
	h.Log.Debug("token plan", "request_id", web.RequestID(r.Context()), "grant_type", string(x.grant), "plan", e.plan)
	set, err := h.Issuer.Issue(e.plan, e.subject, x.now)
	if err != nil {
		return err
	}
	body := answer{AccessToken: set.AccessToken, IDToken: set.IDToken, Scope: set.Scope.String(), ExpiresIn: set.ExpiresIn, TokenType: set.TokenType}
	if e.plan.Refresh != nil {
		if body.Refresh, err = h.refreshToken(r.Context(), x, e); err != nil {
			return err
		}
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}
