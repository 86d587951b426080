package inspect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"authd/internal/authcode"
	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/refresh"
	"authd/internal/tokens"
)

// A Desk is where tokens are looked into.
type Desk struct {
	Directory authd.Directory
	Vault     *Vault // nil: the database is not at hand, for the reason in Missing
	Missing   string
	Dev       bool // dev.enabled: what is sealed may be shown
}

// A Vault is what the database adds: keys, and the lives of refresh tokens.
type Vault struct {
	Keys    tokens.Keys
	Codes   authcode.Keeper
	Refresh *refresh.Tokens
}

// Report is what is known of one token. What is not known is left out.
type Report struct {
	Kind      string         `json:"kind"`
	Format    string         `json:"format,omitempty"` // of an access token
	Alg       string         `json:"alg,omitempty"`
	KeyID     string         `json:"kid,omitempty"`
	Proof     tokens.Proof   `json:"proof"`
	Note      string         `json:"note"` // a sentence or two: how far this can be believed
	ClientID  string         `json:"client_id,omitempty"`
	UserID    string         `json:"user_id,omitempty"`
	Audience  []string       `json:"audience,omitempty"`
	Scope     oauth.Scope    `json:"scope,omitempty"`
	Claims    map[string]any `json:"claims,omitempty"`
	IssuedAt  time.Time      `json:"issued_at,omitzero"`
	ExpiresAt time.Time      `json:"expires_at,omitzero"`
	Lifetime  int64          `json:"lifetime,omitempty"` // seconds from one to the other
	Today     []Today        `json:"today"`
	Hint      string         `json:"hint,omitempty"` // why Today may differ from Lifetime
}

// Today is how long the configuration of now lets a token of this kind live.
type Today struct {
	Name     string                       `json:"name"` // where it is issued, or which of two lifetimes it is
	Lifetime tokens.Choice[time.Duration] `json:"lifetime"`
}

// The kinds of tokens.
const (
	accessToken  = "access token"
	idToken      = "ID token"
	refreshToken = "refresh token"
	code         = "authorization code"
)

var errNothing = errors.New("this is no token: not a JWT (two dots), an opaque access token (four dots), a refresh token or an authorization code (no dots)")

// Inspect says what text is. Its error says why nothing can be said.
func (d Desk) Inspect(ctx context.Context, text string, now time.Time) (Report, error) {
	switch dots := strings.Count(text, "."); {
	case dots == 2 || dots == 4:
		return d.token(text)
	case dots != 0 || text == "" || strings.ContainsFunc(text, outside):
		return Report{}, errNothing
	case refresh.HasForm(text):
		return d.refresh(ctx, text, now)
	}
	return d.code(text, now)
}

// outside says that r stands in no text in base64url.
func outside(r rune) bool {
	return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// token reports on an access or ID token.
func (d Desk) token(text string) (Report, error) {
	i := tokens.Issuer{Directory: d.Directory}
	if d.Vault != nil && (d.Dev || strings.Count(text, ".") == 2) {
		i.Keys = d.Vault.Keys
	}
	t, err := i.Examine(text)
	if errors.Is(err, tokens.ErrSealed) {
		return Report{Kind: accessToken, Format: string(tokens.Opaque), Proof: tokens.Unproven, Note: d.sealed("An opaque access token is for /userinfo alone.")}, nil
	}
	if err != nil {
		return Report{}, fmt.Errorf("this has the form of a token of this server and is none: %w", err)
	}
	r := Report{
		Kind: accessToken, Format: string(t.Format), Alg: t.Alg, KeyID: t.KeyID, Proof: t.Proof, Note: d.note(t),
		ClientID: t.ClientID, UserID: t.UserID, Audience: t.Audience, Scope: t.Scope, Claims: t.Claims,
		IssuedAt: t.IssuedAt, ExpiresAt: t.ExpiresAt, Lifetime: int64(t.Lifetime() / time.Second), Today: today(d.Directory, t),
	}
	r.Hint = shorter(d.Directory, t, r.Today)
	if t.IsID {
		r.Kind = idToken
	}
	return r, nil
}

// sealed says why what is sealed is not shown.
func (d Desk) sealed(about string) string {
	if d.Vault == nil {
		return about + " Its content is sealed with the server's keys, which are not at hand: " + d.Missing + "."
	}
	return about + " Its content is sealed with the server's keys, and shown only where dev.enabled is true."
}

func (d Desk) note(t tokens.Issued) string {
	switch {
	case t.Proof == tokens.Unproven:
		return "The signature was not checked: " + d.Missing + ". What follows is what the token says of itself."
	case t.Proof == tokens.Disproven && t.Alg == "HS256":
		return "The signature is WRONG for the secret that the configuration has now. What follows is what the token says of itself."
	case t.Proof == tokens.Disproven:
		return "The signature is WRONG, or its key is not kept any more. What follows is what the token says of itself."
	case t.Format == tokens.Opaque:
		return "This server sealed it."
	}
	return "The signature is right."
}
