package introspection

import (
	"context"
	"errors"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
	"authd/internal/web"
)

// Clients finds the caller among Callers. Its errors are *oauth.Error.
type Clients interface {
	Authenticate(w http.ResponseWriter, r *http.Request, fields oauth.Params, now time.Time) (authd.Client, error)
}

// Opener says what an access token that is for one of audiences stands for.
type Opener interface {
	OpenAccessFor(audiences []string, token string, now time.Time) (tokens.Access, error)
}

// Users finds a person by `sub` unless the authorization (empty: none) was
// revoked; authd.ErrNotFound when there is none.
type Users interface {
	UserUnlessRevoked(ctx context.Context, id, authorization string) (authd.User, error)
}

// Handler serves /oauth/introspect. All fields are required.
type Handler struct {
	Directory authd.Directory
	Callers   Clients
	Tokens    Opener
	Users     Users
	Now       func() time.Time
}

// An answer is RFC 7662 §2.2. One that is not active has no other member.
type answer struct {
	Active    bool     `json:"active"`
	Issuer    string   `json:"iss,omitempty"`
	Subject   string   `json:"sub,omitempty"`
	Audience  []string `json:"aud,omitempty"`
	ClientID  string   `json:"client_id,omitempty"`
	Scope     string   `json:"scope,omitempty"`
	TokenType string   `json:"token_type,omitempty"`
	ID        string   `json:"jti,omitempty"`
	IssuedAt  int64    `json:"iat,omitempty"`
	ExpiresAt int64    `json:"exp,omitempty"`
	Bound     *binding `json:"cnf,omitempty"`
}

// binding names the key that a token is bound to (RFC 9449 §6.2).
type binding struct {
	Key string `json:"jkt"`
}

// Serve answers POST /oauth/introspect, a form or JSON. A token that is not for
// the caller is as unknown as one that never was, so that nobody learns about
// others' tokens (RFC 7662 §4). token_type_hint may be ignored (§2.1) and is.
func (h Handler) Serve(w http.ResponseWriter, r *http.Request) error {
	fields, err := web.ReadFields(r)
	if err != nil {
		return err
	}
	now := h.Now()
	caller, err := h.Callers.Authenticate(w, r, fields, now)
	switch {
	case err != nil:
		return err
	case caller.Public():
		return oauth.Errorf(oauth.InvalidClient, "Introspection is for APIs and clients that authenticate.").WithStatus(http.StatusUnauthorized)
	case fields["token"] == "":
		return oauth.Errorf(oauth.InvalidRequest, "The parameter token is missing.")
	}
	access, err := h.open(r.Context(), caller, fields["token"], now)
	switch {
	case errors.Is(err, errInactive):
		web.WriteJSON(w, http.StatusOK, answer{})
		return nil
	case err != nil:
		return err
	}
	web.WriteJSON(w, http.StatusOK, h.describe(access))
	return nil
}

// open errs with errInactive for a token that is not for the caller, or not good.
func (h Handler) open(ctx context.Context, caller authd.Client, token string, now time.Time) (tokens.Access, error) {
	access, err := h.Tokens.OpenAccessFor(audiences(caller), token, now)
	switch {
	case errors.Is(err, tokens.ErrInvalid), errors.Is(err, tokens.ErrExpired), errors.Is(err, tokens.ErrAudience):
		return access, errInactive
	case err != nil:
		return access, err
	}
	return access, h.stands(ctx, access)
}

func (h Handler) describe(a tokens.Access) answer {
	said := answer{
		Active: true, Issuer: h.Directory.Tenant.Issuer, Subject: a.Subject, Audience: a.Audience, ClientID: a.ClientID,
		Scope: a.Scope.String(), TokenType: tokens.Bearer, ID: a.ID, IssuedAt: a.IssuedAt.Unix(), ExpiresAt: a.ExpiresAt.Unix(),
	}
	if a.Key != "" {
		said.TokenType, said.Bound = tokens.DPoP, &binding{a.Key}
	}
	return said
}
