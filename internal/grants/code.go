package grants

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// code redeems an authorization code (RFC 6749 §4.1.3). The code is spent before
// it is compared with the request: who fails once cannot try again (security rows
// TK-07 and TK-09). A client that fails to authenticate never comes so far, since
// some try two ways with one code.
func (h *Handler) code(ctx context.Context, x exchange) (earned, error) {
	if x.fields["code"] == "" {
		return earned{}, missing("code")
	}
	c, err := h.Keeper.Open(x.fields["code"], x.now)
	if err != nil {
		return earned{}, badCode(err)
	}
	if err := h.spend(ctx, x, c); err != nil {
		return earned{}, err
	}
	if err := check(x, c); err != nil {
		return earned{}, err
	}
	user, err := h.person(ctx, c.UserID)
	if errors.Is(err, authd.ErrNotFound) {
		return earned{}, badCode(err)
	}
	if err != nil {
		return earned{}, err
	}
	plan, err := h.replan(x, c.Authorization)
	if err != nil {
		return earned{}, err
	}
	who := subject(c.Authorization, user)
	who.Nonce = c.Nonce
	return earned{authorization: c.Authorization, plan: plan, subject: who}, nil
}

// clockSkew is how far the clocks of two instances may be apart: so much longer
// than a code lives is its use remembered.
const clockSkew = time.Minute

// spend lets the first use of a code pass. A second one means that two hold it,
// and nobody can tell which is the client, so what the first was given is
// revoked (RFC 6749 §10.5).
func (h *Handler) spend(ctx context.Context, x exchange, c authd.AuthCode) error {
	err := h.Codes.SpendCode(ctx, c.ID, c.ExpiresAt.Add(clockSkew))
	if !errors.Is(err, authd.ErrConflict) {
		return err
	}
	revoked := authd.Revocation{Authorization: c.Authorization, Why: authd.EventCodeReused, At: x.now, Until: x.now.Add(h.AccessLifetime)}
	if err := h.Codes.RevokeAuthorization(ctx, revoked); err != nil {
		return err
	}
	return badCode(fmt.Errorf("the code of client %s was used before, so its tokens are revoked", c.ClientID))
}

// check compares the request with what the code was issued for.
func check(x exchange, c authd.AuthCode) error {
	switch {
	case c.ClientID != x.client.ID:
		return badCode(fmt.Errorf("the code was issued to client %s", c.ClientID))
	case c.RedirectURI != x.fields["redirect_uri"]:
		return badCode(errors.New("redirect_uri is not the one the code was issued for"))
	case !proves(x.fields["code_verifier"], c.CodeChallenge):
		return oauth.Errorf(oauth.InvalidGrant, "Failed to verify code verifier")
	}
	if !fits(x, c.Authorization) {
		return badCode(errOtherKey)
	}
	if err := stillConnected(x.client, c.Authorization); err != nil {
		return badCode(err)
	}
	return nil
}

// proves reports whether a verifier is the challenge's (RFC 7636 §4.6). Without
// a challenge there must be no verifier: somebody took the challenge away (RFC
// 9700 §4.8.2).
func proves(verifier, challenge string) bool {
	if challenge == "" {
		return verifier == ""
	}
	sum := sha256.Sum256([]byte(verifier))
	hash := base64.RawURLEncoding.EncodeToString(sum[:])
	return isVerifier(verifier) && subtle.ConstantTimeCompare([]byte(hash), []byte(challenge)) == 1
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

// isVerifier reports whether text has the form of RFC 7636 §4.1.
func isVerifier(text string) bool {
	return len(text) >= 43 && len(text) <= 128 && strings.Trim(text, unreserved) == ""
}

// badCode has Auth0's words, which tell nobody what exactly was wrong.
func badCode(cause error) error {
	return oauth.Errorf(oauth.InvalidGrant, "Invalid authorization code").WithCause(cause)
}
