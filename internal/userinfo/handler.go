package userinfo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/dpop"
	"authd/internal/oauth"
	"authd/internal/tokens"
	"authd/internal/web"
)

// Tokens says what an access token stands for, and signs answers.
type Tokens interface {
	OpenAccess(token string, now time.Time) (tokens.Access, error)
	// SignUserinfo returns "" for a client that wants plain JSON.
	SignUserinfo(clientID string, claims map[string]any, now time.Time) (string, error)
}

// Users finds a person by `sub` unless the authorization (empty: none) was
// revoked under which they are asked for; authd.ErrNotFound when there is none.
type Users interface {
	UserUnlessRevoked(ctx context.Context, id, authorization string) (authd.User, error)
}

// Proofs judges the DPoP proof that comes with an access token, which its key must
// have made. Its errors are *oauth.Error.
type Proofs interface {
	Verify(r *http.Request, s dpop.Shown, now time.Time) (string, error)
}

// Handler serves /userinfo. All fields are required.
type Handler struct {
	Tenant authd.Tenant
	Tokens Tokens
	Users  Users
	Proofs Proofs
	Now    func() time.Time
}

// Serve answers with the claims the token's scopes earn (OIDC Core §5.3.2).
func (h Handler) Serve(w http.ResponseWriter, r *http.Request) error {
	sent, err := h.find(r)
	if err != nil {
		return challenge(w, sent, err)
	}
	now := h.Now()
	access, err := h.open(sent.token, now)
	if err == nil {
		err = h.prove(r, sent, access.Key, now)
	}
	if err != nil {
		return challenge(w, sent, err)
	}
	user, err := h.Users.UserUnlessRevoked(r.Context(), access.UserID, access.Authorization)
	if errors.Is(err, authd.ErrNotFound) {
		return challenge(w, sent, invalid("The access token was revoked, or its user does not exist any more.", err))
	}
	if err != nil {
		return err
	}
	claims := tokens.UserClaims(h.Tenant, user, access.Scope, access.Claims)
	claims["sub"] = access.Subject
	return h.answer(w, access, claims, now)
}

// answer writes claims as JSON, or as a JWT where the client is registered for one.
func (h Handler) answer(w http.ResponseWriter, access tokens.Access, claims map[string]any, now time.Time) error {
	signed, err := h.Tokens.SignUserinfo(access.ClientID, claims, now)
	switch {
	case err != nil:
		return err
	case signed == "":
		web.WriteJSON(w, http.StatusOK, claims)
		return nil
	}
	w.Header().Set("Content-Type", "application/jwt")
	web.NoStore(w.Header())
	_, err = io.WriteString(w, signed)
	return err
}

func (h Handler) open(token string, now time.Time) (tokens.Access, error) {
	access, err := h.Tokens.OpenAccess(token, now)
	switch {
	case errors.Is(err, tokens.ErrExpired):
		return access, invalid("The access token expired.", err)
	case errors.Is(err, tokens.ErrAudience):
		return access, invalid("The access token is not for /userinfo: its audience does not include it.", err)
	case err != nil:
		return access, invalid("The access token is not valid.", err)
	case !access.Scope.Has(oauth.ScopeOpenID):
		return access, oauth.Errorf(oauth.InsufficientScope, "The access token lacks the scope openid.").WithStatus(http.StatusForbidden)
	}
	return access, nil
}

func invalid(description string, cause error) *oauth.Error {
	return oauth.Errorf(oauth.InvalidToken, "%s", description).WithStatus(http.StatusUnauthorized).WithCause(cause)
}
