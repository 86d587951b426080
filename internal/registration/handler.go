package registration

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/config/document"
	"authd/internal/oauth"
	"authd/internal/seal"
	"authd/internal/throttle"
	"authd/internal/web"
)

// Path is where clients register, as with Auth0; each has its own registration
// below it.
const Path = "/oidc/register"

const purposeToken seal.Purpose = "registration access token"

// Registrations keeps what is registered; see the deeds of package store.
type Registrations interface {
	CreateRegistration(ctx context.Context, r authd.Registration, most int) error
	Registration(ctx context.Context, clientID string) (authd.Registration, error)
	ReplaceRegistration(ctx context.Context, before, r authd.Registration) error
	DeleteRegistration(ctx context.Context, clientID string) error
}

// Handler serves the endpoints. Every field but InitialAccessToken is needed.
type Handler struct {
	Registry
	Issuer             string
	InitialAccessToken string // what callers must bring to register; empty: anybody may
	Most               int    // clients there may be
	Judge              func(document.Client) error
	Store              Registrations
	Source             Source
	Limiter            *throttle.Limiter
	Rates              []authd.Rate    // limits.registration.per_ip
	Guesses            *throttle.Local // wrong tokens
	Now                func() time.Time
	Log                *slog.Logger
}

// Register answers POST /oidc/register (RFC 7591 §3).
func (h *Handler) Register(w http.ResponseWriter, r *http.Request) error {
	now := h.now()
	if err := h.mayRegister(w, r, now); err != nil {
		return err
	}
	b, err := jsonBody(r)
	if err != nil {
		return err
	}
	id, token := newID(), seal.Token()
	m, err := h.accept(r.Context(), id, b)
	if err != nil {
		return err
	}
	made := authd.Registration{ClientID: id, Metadata: m.text(), TokenHash: h.Hash(purposeToken, token), CreatedAt: now, UpdatedAt: now}
	if err := h.Store.CreateRegistration(r.Context(), made, h.Most); err != nil {
		return h.full(err)
	}
	h.note(r, "create", id)
	web.WriteJSON(w, http.StatusCreated, h.describe(made, m, token).with(h.secret(id, m)))
	return nil
}

// Read answers GET /oidc/register/{client_id} (RFC 7592 §2.1). A secret was shown
// when it was made, and is not shown again.
func (h *Handler) Read(w http.ResponseWriter, r *http.Request) error {
	kept, token, err := h.own(w, r, h.now())
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, h.describe(kept, metadataOf(kept), token))
	return nil
}

// Replace answers PUT /oidc/register/{client_id} (RFC 7592 §2.2): what is left out
// is registered no more. The token changes with it.
func (h *Handler) Replace(w http.ResponseWriter, r *http.Request) error {
	now := h.now()
	before, _, err := h.own(w, r, now)
	if err != nil {
		return err
	}
	if err := h.take(r.Context(), now); err != nil {
		return err
	}
	b, err := jsonBody(r)
	if err != nil {
		return err
	}
	if err := h.ownBody(before, b); err != nil {
		return err
	}
	m, err := h.accept(r.Context(), before.ClientID, b)
	if err != nil {
		return err
	}
	token := seal.Token()
	after := before
	after.Metadata, after.TokenHash, after.UpdatedAt = m.text(), h.Hash(purposeToken, token), now
	if err := h.Store.ReplaceRegistration(r.Context(), before, after); err != nil {
		return h.gone(w, err)
	}
	h.note(r, "replace", before.ClientID)
	web.WriteJSON(w, http.StatusOK, h.describe(after, m, token).with(h.newSecret(before, m)))
	return nil
}

// Delete answers DELETE /oidc/register/{client_id} (RFC 7592 §2.3).
func (h *Handler) Delete(w http.ResponseWriter, r *http.Request) error {
	kept, _, err := h.own(w, r, h.now())
	if err != nil {
		return err
	}
	if err := h.Store.DeleteRegistration(r.Context(), kept.ClientID); err != nil {
		return h.gone(w, err)
	}
	h.note(r, "delete", kept.ClientID)
	web.NoStore(w.Header())
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// now is cut to what the store keeps.
func (h *Handler) now() time.Time { return h.Now().Truncate(time.Millisecond) }

// accept reads what is to be registered under id and has it judged.
func (h *Handler) accept(ctx context.Context, id string, b body) (Metadata, error) {
	m, refused := h.Policy.read(b)
	if refused != nil {
		return Metadata{}, refused
	}
	c := h.client(id, m)
	if err := h.Judge(c); err != nil {
		return Metadata{}, judged(c, err)
	}
	if refused := checkSector(ctx, h.Source, m); refused != nil {
		return Metadata{}, refused
	}
	return m, nil
}

func (h *Handler) full(err error) error {
	if !errors.Is(err, authd.ErrFull) {
		return err
	}
	return oauth.Errorf(oauth.TemporarilyUnavailable, "No more clients can be registered: registration.max_clients allows %d.", h.Most).
		WithStatus(http.StatusServiceUnavailable).WithRetryAfter(3600).WithCause(err)
}

// gone is for a client whose registration somebody else changed or deleted in
// between, with the same token: it is no token of the client's any more.
func (h *Handler) gone(w http.ResponseWriter, err error) error {
	if errors.Is(err, authd.ErrConflict) || errors.Is(err, authd.ErrNotFound) {
		return unauthorized(w, err)
	}
	return err
}

func (h *Handler) note(r *http.Request, did, clientID string) {
	h.Log.Info("client registration", "did", did, "client_id", clientID, "request_id", web.RequestID(r.Context()))
}
