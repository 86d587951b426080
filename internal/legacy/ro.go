package legacy

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/passwordless"
	"authd/internal/passwordless/endpoints"
	"authd/internal/tokens"
	"authd/internal/web"
)

// Audit keeps the audit log.
type Audit interface {
	Note(ctx context.Context, e authd.Event) error
}

// A Handler answers /oauth/ro. Every field is needed.
type Handler struct {
	Directory    authd.Directory
	Audit        Audit
	Passwordless *passwordless.Service
	Issuer       *tokens.Issuer
	Now          func() time.Time
	Log          *slog.Logger
}

// answer has the tokens in the order in which /oauth/token writes them.
type answer struct {
	AccessToken string `json:"access_token"`
	IDToken     string `json:"id_token,omitempty"`
	Scope       string `json:"scope,omitempty"`
	ExpiresIn   int    `json:"expires_in"`
	TokenType   string `json:"token_type"`
}

// Tokens answers POST /oauth/ro: it uses the code up and returns tokens with the
// lifetimes of /oauth/token, never a refresh token. No session begins.
func (h *Handler) Tokens(w http.ResponseWriter, r *http.Request) error {
	in, client, err := h.read(r)
	if err != nil {
		return err
	}
	now := h.Now()
	plan, err := tokens.ResolveIn(h.Directory, client, tokens.Request{
		Channel: tokens.Back, Grant: oauth.GrantPasswordlessOTP, Scope: scope(in["scope"]),
	})
	if err != nil {
		return err
	}
	user, _, err := h.Passwordless.Redeem(r.Context(), passwordless.Answer{
		ClientID: client.ID, Connection: in["connection"], Address: in["username"], Code: in["password"], IP: web.ClientIP(r.Context()),
	}, now)
	if err != nil {
		return endpoints.Worded(err, passwordless.InvalidUserPassword, http.StatusUnauthorized)
	}
	if err := h.Audit.Note(r.Context(), authd.Event{Type: authd.EventExchange, At: now, ClientID: client.ID, UserID: user.ID, Connection: user.Connection}); err != nil {
		return err
	}
	h.Log.Debug("token plan", "request_id", web.RequestID(r.Context()), "plan", plan)
	set, err := h.Issuer.Issue(plan, tokens.Subject{User: user, AuthTime: now}, now)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, answer{set.AccessToken, set.IDToken, set.Scope.String(), set.ExpiresIn, set.TokenType})
	return nil
}

// scope leaves offline_access out: no refresh token is given here.
func scope(asked string) oauth.Scope {
	return slices.DeleteFunc(oauth.ParseScope(asked), func(s string) bool { return s == oauth.ScopeOfflineAccess })
}

// read reads the body, JSON or a form, and refuses clients that may not ask.
// The password is the one-time code.
func (h *Handler) read(r *http.Request) (oauth.Params, authd.Client, error) {
	in, err := web.ReadFields(r)
	if err != nil {
		return in, authd.Client{}, err
	}
	client, known := h.Directory.Clients[in["client_id"]]
	switch {
	case !known:
		return in, client, refuse(oauth.UnauthorizedClient, "invalid client")
	case !client.LegacyRO || !client.Public() || !client.FirstParty || client.DPoPBound.V: // neither consent nor a proof can be asked for here
		return in, client, refuse(EndpointDisabled, "This endpoint is off for the client. A public, first-party client is let in by legacy_ro, unless it has dpop_bound_access_tokens.")
	case !client.Allows(oauth.GrantPasswordlessOTP):
		return in, client, refuse(oauth.UnauthorizedClient, "The passwordless grant is not allowed for the client.")
	case in["username"] == "" || in["password"] == "" || in["grant_type"] != "password":
		return in, client, oauth.Errorf(oauth.InvalidRequest, "username, password and grant_type=password are needed.")
	case !slices.Contains(client.Connections, in["connection"]):
		return in, client, oauth.Errorf(oauth.InvalidRequest, "The connection is not one of the client's.")
	}
	return in, client, nil
}

// EndpointDisabled is Auth0's code for an endpoint that is switched off.
const EndpointDisabled = "endpoint_disabled"

func refuse(code, description string) error {
	return oauth.Errorf(code, "%s", description).WithStatus(http.StatusForbidden)
}
