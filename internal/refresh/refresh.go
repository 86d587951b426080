package refresh

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"authd/internal/authd"
	"authd/internal/tokens"
)

// ErrInvalid says that a token cannot be used: it is no token of ours or not
// this client's, or its family ended, was revoked, or has just been because the
// token was used before. Whoever presents it is not told which.
var ErrInvalid = errors.New("refresh token cannot be used")

// maxFamilies is how many living families one person has with one client, each
// a login on some device. Auth0 has the same limit.
const maxFamilies = 200

// A Store keeps families. What is absent or has ended is authd.ErrNotFound.
type Store interface {
	// PutFamily keeps a new family and only the youngest keep of its user and
	// client. It errs with authd.ErrConflict if the authorization is revoked.
	PutFamily(ctx context.Context, f authd.RefreshFamily, keep int) error
	Family(ctx context.Context, id string, now time.Time) (authd.RefreshFamily, error)
	// RotateFamily writes down a use of a family found at generation from. It
	// errs with authd.ErrConflict if it is not there any more.
	RotateFamily(ctx context.Context, f authd.RefreshFamily, from int) error
	// RevokeAuthorization ends a family, and with it the authorization's access
	// tokens.
	RevokeAuthorization(ctx context.Context, r authd.Revocation) error
}

// Tokens are the refresh tokens of one server. All fields are required.
type Tokens struct {
	Store          Store
	Hash           hasher
	AccessLifetime time.Duration // the longest an access token lives
	Log            *slog.Logger
}

// A Presented token is one of ours, whose family lives. Whether it may still be
// used, Use says.
type Presented struct {
	Family     authd.RefreshFamily
	generation int
}

// Begin makes the first token of an authorization that was just given, under
// p, the plan of it. It errs with ErrInvalid if the authorization was revoked
// meanwhile.
func (t *Tokens) Begin(ctx context.Context, a authd.Authorization, p tokens.RefreshToken, now time.Time) (string, error) {
	token, err := write(t.Hash, a.ID, 0)
	if err != nil {
		return "", fmt.Errorf("begin a refresh family: %w", err)
	}
	err = t.Store.PutFamily(ctx, begin(a, p, now), maxFamilies)
	if errors.Is(err, authd.ErrConflict) {
		return "", fmt.Errorf("%w: its authorization was revoked", ErrInvalid)
	}
	return token, err
}

// Open finds the family of a token that clientID presents, and changes nothing.
// It errs with ErrInvalid, or because the store cannot be asked.
func (t *Tokens) Open(ctx context.Context, token, clientID string, now time.Time) (Presented, error) {
	p, err := t.Find(ctx, token, now)
	switch {
	case err != nil:
		return Presented{}, err
	case p.Family.ClientID != clientID:
		return Presented{}, fmt.Errorf("%w: it belongs to client %s", ErrInvalid, p.Family.ClientID)
	}
	return p, nil
}

// Find is Open for whoever looks into a token and is no client.
func (t *Tokens) Find(ctx context.Context, token string, now time.Time) (Presented, error) {
	id, generation, err := read(t.Hash, token)
	if err != nil {
		return Presented{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	f, err := t.Store.Family(ctx, id, now)
	switch {
	case errors.Is(err, authd.ErrNotFound):
		return Presented{}, fmt.Errorf("%w: its family ended, was revoked or never was", ErrInvalid)
	case err != nil:
		return Presented{}, err
	}
	return Presented{f, generation}, nil
}

// Newest says that no successor has taken the token's place.
func (p Presented) Newest() bool { return p.generation == p.Family.Generation }

// EndsAt is when the token dies under plan if it is not used before; zero: never.
func (p Presented) EndsAt(plan tokens.RefreshToken) time.Time {
	end := p.Family.EndsAt()
	if plan.Expiration.Value != tokens.Expiring {
		return end
	}
	for _, limit := range []time.Time{p.Family.CreatedAt.Add(plan.Lifetime.Value), p.Family.SeenAt.Add(plan.IdleLifetime.Value)} {
		if end.IsZero() || limit.Before(end) {
			end = limit
		}
	}
	return end
}

// Use uses a token up under p, the plan of the request, and returns the one to
// hand out: its successor, or the same where tokens do not rotate. It is to be
// the last that can go wrong before the answer: until Use has returned, the
// client can try again with the token it has. Afterwards it still can for the
// leeway, and is given the same successor (RT-03, RT-04).
//
// A token used before ends its family: of two who hold tokens of it one is not
// the client, and nobody can tell which (RFC 9700 §4.14.2). That, and a family
// that is over, is ErrInvalid.
func (t *Tokens) Use(ctx context.Context, p Presented, plan tokens.RefreshToken, now time.Time) (string, error) {
	for {
		token, err := t.try(ctx, p, plan, now)
		if !errors.Is(err, authd.ErrConflict) {
			return token, err
		}
		// Somebody else was faster. The generation only grows, so this ends.
		if p.Family, err = t.Store.Family(ctx, p.Family.ID, now); err != nil {
			return "", ended(err)
		}
	}
}

func (t *Tokens) try(ctx context.Context, p Presented, plan tokens.RefreshToken, now time.Time) (string, error) {
	f := p.Family
	v := decide(f, p.generation, plan, now)
	switch v {
	case dead:
		return "", fmt.Errorf("%w: its family is over", ErrInvalid)
	case reused:
		return "", t.stolen(ctx, p, now)
	case repeated: // its successor is written down already
	case advance, keep:
		f = used(f, v, plan, now)
		if err := t.Store.RotateFamily(ctx, f, p.generation); err != nil {
			return "", err
		}
	}
	return write(t.Hash, f.ID, f.Generation)
}

func (t *Tokens) stolen(ctx context.Context, p Presented, now time.Time) error {
	t.Log.WarnContext(ctx, "security: a refresh token was used again, so its family is revoked",
		"client_id", p.Family.ClientID, "user_id", p.Family.UserID, "family", p.Family.ID,
		"generation", p.generation, "newest", p.Family.Generation)
	if err := t.revoke(ctx, p, authd.EventRefreshReused, now); err != nil {
		return err
	}
	return fmt.Errorf("%w: it was used before", ErrInvalid)
}

func ended(err error) error {
	if errors.Is(err, authd.ErrNotFound) {
		return fmt.Errorf("%w: its family was revoked meanwhile", ErrInvalid)
	}
	return err
}

// Revoke ends the family of a token of clientID, whatever its generation, and
// the access tokens of the same authorization (RFC 7009 §2.1). A token that is
// not known, or not this client's, is no error (§2.2); a store that cannot be
// asked is (RT-14).
func (t *Tokens) Revoke(ctx context.Context, token, clientID string, now time.Time) error {
	p, err := t.Open(ctx, token, clientID, now)
	if errors.Is(err, ErrInvalid) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.revoke(ctx, p, authd.EventTokenRevoked, now)
}

func (t *Tokens) revoke(ctx context.Context, p Presented, why authd.EventType, now time.Time) error {
	return t.Store.RevokeAuthorization(ctx, authd.Revocation{Authorization: p.Family.Authorization, Why: why, At: now, Until: now.Add(t.AccessLifetime)})
}
