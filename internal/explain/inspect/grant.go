package inspect

import (
	"context"
	"errors"
	"time"

	"authd/internal/authcode"
	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/refresh"
	"authd/internal/tokens"
)

// refresh reports on a refresh token, whose life is a row of the database.
func (d Desk) refresh(ctx context.Context, text string, now time.Time) (Report, error) {
	r := Report{Kind: refreshToken, Proof: tokens.Unproven}
	if d.Vault == nil {
		r.Note = "What it is good for stands in the database, which is not at hand: " + d.Missing + "."
		return r, nil
	}
	found, err := d.Vault.Refresh.Find(ctx, text, now)
	if errors.Is(err, refresh.ErrInvalid) {
		r.Proof, r.Note = tokens.Disproven, "The "+err.Error()+"."
		return r, nil
	}
	if err != nil {
		return Report{}, err
	}
	r.Proof, r.Note = tokens.Proven, "It is the newest of its line."
	if !found.Newest() {
		r.Note = "A successor has taken its place. It works on for the leeway alone; used after that, it ends its whole line."
	}
	f := found.Family
	r.ClientID, r.UserID, r.Scope, r.IssuedAt = f.ClientID, f.UserID, f.Scope, f.CreatedAt
	if f.Audience != "" {
		r.Audience = []string{f.Audience}
	}
	if plan := d.replan(f.Authorization); plan != nil {
		r.ExpiresAt, r.Today = found.EndsAt(*plan), lifetimes(*plan)
		return r, nil
	}
	r.Note += " The configuration of now would refuse it."
	return r, nil
}

// replan is the plan of a refresh token under the configuration of now, nil where
// it would be refused.
func (d Desk) replan(a authd.Authorization) *tokens.RefreshToken {
	plan, err := tokens.ResolveIn(d.Directory, d.Directory.Clients[a.ClientID], tokens.Request{
		Channel: tokens.Back, Grant: oauth.GrantRefreshToken, Audience: a.Audience, Scope: a.Scope,
	})
	if err != nil || !d.Directory.Clients[a.ClientID].Allows(oauth.GrantRefreshToken) {
		return nil
	}
	return plan.Refresh
}

func lifetimes(p tokens.RefreshToken) []Today {
	if p.Expiration.Value != tokens.Expiring {
		return nil
	}
	return []Today{{"from the first of its line on", p.Lifetime}, {"since the last use", p.IdleLifetime}}
}

// code reports on an authorization code.
func (d Desk) code(text string, now time.Time) (Report, error) {
	r := Report{Kind: code, Proof: tokens.Unproven}
	if d.Vault == nil || !d.Dev {
		r.Note = d.sealed("A code lives a minute.")
		return r, nil
	}
	c, err := d.Vault.Codes.Open(text, now)
	switch {
	case errors.Is(err, authcode.ErrExpired):
		r.Proof, r.Note = tokens.Proven, "It has expired: a code lives a minute, and no setting changes that."
	case err != nil:
		return Report{}, errNothing
	default:
		r.Proof, r.Note = tokens.Proven, "A code lives a minute, and no setting changes that. Whether it was used already is not said here."
		r.ClientID, r.UserID, r.Scope = c.ClientID, c.UserID, c.Scope
		r.IssuedAt, r.ExpiresAt, r.Lifetime = c.ExpiresAt.Add(-authcode.Lifetime), c.ExpiresAt, int64(authcode.Lifetime/time.Second)
		if c.Audience != "" {
			r.Audience = []string{c.Audience}
		}
	}
	return r, nil
}
