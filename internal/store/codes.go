package store

import (
	"context"
	"time"

	"authd/internal/authd"
)

const (
	spendCode = `INSERT INTO spent_codes (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`

	// A later end wins, whoever revokes first.
	revokeAuthorization = `INSERT INTO revoked_authorizations (id, expires_at) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET expires_at = CASE
WHEN revoked_authorizations.expires_at < excluded.expires_at THEN excluded.expires_at
ELSE revoked_authorizations.expires_at END`

	raiseLifetime = `INSERT INTO access_lifetimes (id, longest) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET longest = excluded.longest WHERE access_lifetimes.longest < excluded.longest`
	longestLifetime = `SELECT COALESCE(MAX(longest), 0) FROM access_lifetimes WHERE id = 1`

	userUnlessRevoked = `SELECT ` + userColumns + ` FROM users WHERE id = $1 AND NOT blocked
AND NOT EXISTS (SELECT 1 FROM revoked_authorizations WHERE revoked_authorizations.id = $2)`
)

// SpendCode notes that the authorization code with this id was used. Of any
// number of spenders one is first; all others get authd.ErrConflict. The row may
// be swept from expires on, when the code itself is dead.
func (db *DB) SpendCode(ctx context.Context, id string, expires time.Time) error {
	n, err := db.write().exec(ctx, spendCode, id, millis(expires))
	if err == nil && n == 0 {
		err = authd.ErrConflict
	}
	return explain("spend a code", err)
}

// SpendAssertion is SpendCode for what a client signed about itself.
func (db *DB) SpendAssertion(ctx context.Context, id string, expires time.Time) error {
	return db.SpendCode(ctx, "assertion "+id, expires)
}

// SpendProof is SpendCode for a proof that a request's sender has a key.
func (db *DB) SpendProof(ctx context.Context, id string, expires time.Time) error {
	return db.SpendCode(ctx, "proof "+id, expires)
}

// SpendRequest is SpendCode for a request that a client pushed.
func (db *DB) SpendRequest(ctx context.Context, id string, expires time.Time) error {
	return db.SpendCode(ctx, "request "+id, expires)
}

// RaiseAccessLifetime notes that access tokens may live so long from now on. Less
// than before changes nothing: those that are out keep what they were given.
func (db *DB) RaiseAccessLifetime(ctx context.Context, lifetime time.Duration) error {
	_, err := db.write().exec(ctx, raiseLifetime, lifetime.Milliseconds())
	return explain("note how long access tokens live", err)
}

// RevokeAuthorization makes an authorization's access tokens worthless where
// this server is asked about them, and forgets its refresh family. The row may be
// swept when no access token that was ever issued could still live, and not before
// r.Until. To revoke twice is no error. The order of the two matters: see PutFamily.
func (db *DB) RevokeAuthorization(ctx context.Context, r authd.Revocation) error {
	err := db.atomically(ctx, func(tx runner) error {
		var longest int64
		if err := tx.row(ctx, longestLifetime).Scan(&longest); err != nil {
			return err
		}
		until := max(r.Until.UnixMilli(), r.At.UnixMilli()+longest)
		if _, err := tx.exec(ctx, revokeAuthorization, r.ID, until); err != nil {
			return err
		}
		return tx.note(ctx, authd.Event{Type: r.Why, At: r.At, ClientID: r.ClientID, UserID: r.UserID, Connection: r.Connection})
	})
	if err != nil {
		return explain("revoke an authorization", err)
	}
	_, err = db.write().exec(ctx, dropFamily, r.ID)
	return explain("revoke an authorization's refresh family", err)
}

// UserUnlessRevoked is User for the bearer of a token that was issued under an
// authorization (empty: none). A revoked one is authd.ErrNotFound as well, and so is
// a blocked person.
func (db *DB) UserUnlessRevoked(ctx context.Context, id, authorization string) (authd.User, error) {
	var u authd.User
	err := db.read().row(ctx, userUnlessRevoked, id, authorization).Scan(userFields(&u)...)
	return u, explain("load a token's user", err)
}
