package store

import (
	"context"
	"slices"
	"time"

	"authd/internal/authd"
)

const putConsent = `INSERT INTO consents (user_id, client_id, audience, scope, given_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id, client_id, audience, scope) DO UPDATE SET given_at = excluded.given_at
WHERE consents.given_at < excluded.given_at`

const loadConsent = `SELECT scope, given_at FROM consents
WHERE user_id = $1 AND client_id = $2 AND audience = $3 ORDER BY scope`

// PutConsent adds c to what its user allowed before; scopes never go away. The
// user must exist.
func (db *DB) PutConsent(ctx context.Context, c authd.Consent) error {
	scopes := slices.Sorted(slices.Values(append(slices.Clone(c.Scope), ""))) // one order, so that two writers do not wait for each other
	err := db.atomically(ctx, func(tx runner) error {
		for _, scope := range scopes {
			if _, err := tx.exec(ctx, putConsent, c.UserID, c.ClientID, c.Audience, scope, millis(c.GivenAt)); err != nil {
				return err
			}
		}
		return tx.note(ctx, authd.Event{Type: authd.EventConsentGiven, At: c.GivenAt, ClientID: c.ClientID, UserID: c.UserID, Detail: c.Scope.String()})
	})
	return explain("keep a consent", err)
}

// Consent returns all that a user allowed a client for an audience, the scopes in
// alphabetical order and the time of the last answer. Where there was none it is
// authd.ErrNotFound.
func (db *DB) Consent(ctx context.Context, userID, clientID, audience string) (authd.Consent, error) {
	c := authd.Consent{UserID: userID, ClientID: clientID, Audience: audience}
	err := db.readConsent(ctx, &c)
	if err == nil && c.GivenAt.IsZero() {
		err = authd.ErrNotFound
	}
	return c, explain("load a consent", err)
}

func (db *DB) readConsent(ctx context.Context, c *authd.Consent) error {
	rows, err := db.read().rows(ctx, loadConsent, c.UserID, c.ClientID, c.Audience)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err has told already
	for rows.Next() {
		var scope string
		var at millis
		if err := rows.Scan(&scope, &at); err != nil {
			return err
		}
		if scope == "" {
			c.GivenAt = time.Time(at)
			continue
		}
		c.Scope = append(c.Scope, scope)
	}
	return rows.Err()
}
