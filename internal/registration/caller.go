package registration

import (
	"context"
	"crypto/subtle"
	"errors"
	"mime"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/throttle"
	"authd/internal/web"
)

// mayRegister lets pass who brings the initial access token, or anybody where
// there is none, and as many as the limit says (security row CA-11).
func (h *Handler) mayRegister(w http.ResponseWriter, r *http.Request, now time.Time) error {
	if h.InitialAccessToken != "" && !web.SameSecret(web.Bearer(r), h.InitialAccessToken) {
		return h.refuse(w, r, now, errors.New("no initial access token, or a wrong one"))
	}
	return h.take(r.Context(), now)
}

// take takes one slot of those a network has for changes: each makes every instance
// read all clients anew.
func (h *Handler) take(ctx context.Context, now time.Time) error {
	ask := throttle.Ask{Rule: "limits.registration.per_ip", Key: throttle.IPKey(web.ClientIP(ctx)), Rates: h.Rates}
	_, err := h.Limiter.Take(ctx, now, ask)
	var exceeded *throttle.Exceeded
	if errors.As(err, &exceeded) {
		seconds := int(exceeded.RetryAfter.Seconds())
		return oauth.Errorf(oauth.TooManyRequests, "Too many registrations from this network: %s. Try again in %d s.", exceeded, seconds).
			WithStatus(http.StatusTooManyRequests).WithRetryAfter(seconds)
	}
	return err
}

// own is the registration that r is about, if its token is the one of just that,
// and the token. A client that is not there is refused like a wrong token (RFC 7592
// §2.1, security row CA-12).
func (h *Handler) own(w http.ResponseWriter, r *http.Request, now time.Time) (authd.Registration, string, error) {
	token := web.Bearer(r)
	kept, err := h.find(r.Context(), r.PathValue("client_id"))
	switch {
	case err != nil:
		return authd.Registration{}, "", err
	case subtle.ConstantTimeCompare(kept.TokenHash, h.Hash(purposeToken, token)) != 1:
		return authd.Registration{}, "", h.refuse(w, r, now, errors.New("no such client, or a wrong registration access token"))
	}
	return kept, token, nil
}

// find is without a token for a client that is not there.
func (h *Handler) find(ctx context.Context, id string) (authd.Registration, error) {
	kept, err := h.Store.Registration(ctx, id)
	if errors.Is(err, authd.ErrNotFound) {
		return authd.Registration{}, nil
	}
	return kept, err
}

// refuse counts a wrong token. Whoever sends many is refused for a while, which
// keeps the log short; who has a right one never is.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, now time.Time, cause error) error {
	if s := h.Guesses.Take(throttle.IPKey(web.ClientIP(r.Context())), now); !s.Allowed {
		return oauth.Errorf(oauth.TooManyRequests, "Too many requests with a wrong token.").
			WithStatus(http.StatusTooManyRequests).WithRetryAfter(int(s.RetryAfter.Seconds())).WithCause(cause)
	}
	return unauthorized(w, cause)
}

func unauthorized(w http.ResponseWriter, cause error) error {
	w.Header().Set("WWW-Authenticate", `Bearer realm="authd", error="invalid_token"`)
	return oauth.Errorf(oauth.InvalidToken, "The token is missing or is not the one for this.").WithStatus(http.StatusUnauthorized).WithCause(cause)
}

// ownBody makes sure that a replacement is of the client that sends it: its
// client_id stands in it, and if its secret does, it is the one it has (RFC 7592
// §2.2).
func (h *Handler) ownBody(before authd.Registration, b body) error {
	var said struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	if err := b.into(&said); err != nil {
		return err
	}
	if said.ID != before.ClientID {
		return wrong("client_id", "must be that of the address")
	}
	if b.has("client_secret") && !web.SameSecret(said.Secret, h.keptSecret(before)) {
		return wrong("client_secret", "is not the client's own, which cannot be chosen: leave it out")
	}
	return nil
}

// keptSecret is the secret of a client as it is registered, empty if it has none.
func (h *Handler) keptSecret(kept authd.Registration) string {
	return h.secret(kept.ClientID, metadataOf(kept))
}

// newSecret is the secret of a client that had none before; it is shown once.
func (h *Handler) newSecret(before authd.Registration, m Metadata) string {
	if h.keptSecret(before) != "" {
		return ""
	}
	return h.secret(before.ClientID, m)
}

// largest is how many bytes a registration may have: they are all in memory.
const largest = 16 << 10

// jsonBody reads a body that no form of another site can send unasked.
func jsonBody(r *http.Request) (body, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, oauth.Errorf(oauth.InvalidClientMetadata, "The body must be JSON, with Content-Type: application/json.")
	}
	text, err := web.ReadBody(r)
	if err != nil {
		return nil, err
	}
	if len(text) > largest {
		return nil, oauth.Errorf(oauth.InvalidClientMetadata, "The body is larger than 16 KB.").WithStatus(http.StatusRequestEntityTooLarge)
	}
	b, refused := readBody(text)
	if refused != nil {
		return nil, refused
	}
	return b, nil
}
