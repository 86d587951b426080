package store

import (
	"context"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

const familyColumns = `id, client_id, user_id, sid, connection, audience, scope, auth_time, auth_time_due, max_lifetime,
generation, created_at, rotated_at, seen_at, expires_at, idle_lifetime, userinfo_claims, id_token_claims, acr_due, proof_key`

const putFamily = `INSERT INTO refresh_families (` + familyColumns + `, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`

// dropFamilies keeps the $4 youngest of those that live.
const dropFamilies = `DELETE FROM refresh_families WHERE id IN (SELECT id FROM refresh_families
WHERE user_id = $1 AND client_id = $2 AND ends_at > $3 ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $4)`

const liveFamily = `SELECT ` + familyColumns + ` FROM refresh_families WHERE id = $1 AND ends_at > $2`

// The generation in the condition is what lets one of many callers through, and
// the end keeps an expired family from coming back to life.
const rotateFamily = `UPDATE refresh_families
SET generation = $3, rotated_at = $4, seen_at = $5, idle_lifetime = $6, ends_at = $7
WHERE id = $1 AND generation = $2 AND ends_at > $5`

const (
	dropFamily = `DELETE FROM refresh_families WHERE id = $1`
	// dropRevoked is for a family whose authorization was revoked while it began.
	dropRevoked = `DELETE FROM refresh_families WHERE id = $1
AND EXISTS (SELECT 1 FROM revoked_authorizations WHERE revoked_authorizations.id = $1)`
	revokeSession  = `DELETE FROM refresh_families WHERE sid = $1`
	revokeSessions = `DELETE FROM refresh_families WHERE sid IN (SELECT sid FROM sessions WHERE user_id = $1)`
)

// PutFamily keeps a new family, and forgets the oldest of its user and client
// beyond keep living ones. One whose authorization is revoked, even meanwhile,
// is not kept: that is authd.ErrConflict.
//
// It looks for the revocation after its own row can be seen, and whoever revokes
// looks for the row after the revocation can be seen. So one of the two finds
// the other; in one transaction each, neither might.
func (db *DB) PutFamily(ctx context.Context, f authd.RefreshFamily, keep int) error {
	err := db.atomically(ctx, func(tx runner) error {
		_, err := tx.exec(ctx, putFamily, f.ID, f.ClientID, f.UserID, f.SID, f.Connection, f.Audience, f.Scope.String(),
			millis(f.AuthTime), f.AuthTimeDue, span(f.MaxLifetime), f.Generation, millis(f.CreatedAt),
			millis(f.RotatedAt), millis(f.SeenAt), end(f.ExpiresAt), span(f.Idle), f.Claims.Userinfo, f.Claims.IDToken, f.Claims.ACR, f.Key, end(f.EndsAt()))
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, dropFamilies, f.UserID, f.ClientID, millis(f.CreatedAt), keep)
		return err
	})
	if err != nil {
		return explain("keep a refresh family", err)
	}
	n, err := db.write().exec(ctx, dropRevoked, f.ID)
	if err == nil && n > 0 {
		err = authd.ErrConflict
	}
	return explain("keep a refresh family", err)
}

// Family returns a living family. One that has ended, or was revoked, is
// authd.ErrNotFound like one that never was.
func (db *DB) Family(ctx context.Context, id string, now time.Time) (authd.RefreshFamily, error) {
	var f authd.RefreshFamily
	var scope string
	err := db.read().row(ctx, liveFamily, id, millis(now)).Scan(&f.ID, &f.ClientID, &f.UserID, &f.SID,
		&f.Connection, &f.Audience, &scope, (*millis)(&f.AuthTime), &f.AuthTimeDue, (*span)(&f.MaxLifetime),
		&f.Generation, (*millis)(&f.CreatedAt), (*millis)(&f.RotatedAt), (*millis)(&f.SeenAt),
		(*end)(&f.ExpiresAt), (*span)(&f.Idle), &f.Claims.Userinfo, &f.Claims.IDToken, &f.Claims.ACR, &f.Key)
	f.Scope = oauth.ParseScope(scope)
	return f, explain("load a refresh family", err)
}

// RotateFamily writes down a use of f: its Generation, RotatedAt, SeenAt and
// Idle. Of any number of callers who found the generation from, one succeeds
// where Generation moves on; the others, and who finds the family ended by
// SeenAt or revoked, get authd.ErrConflict.
func (db *DB) RotateFamily(ctx context.Context, f authd.RefreshFamily, from int) error {
	n, err := db.write().exec(ctx, rotateFamily, f.ID, from, f.Generation, millis(f.RotatedAt),
		millis(f.SeenAt), span(f.Idle), end(f.EndsAt()))
	if err == nil && n == 0 {
		err = authd.ErrConflict
	}
	return explain("rotate a refresh family", err)
}

// RevokeSession forgets all families that were begun in the session sid, so that
// their tokens are refused. An empty sid is none: those that were begun without a
// session stay.
func (db *DB) RevokeSession(ctx context.Context, sid string) error {
	if sid == "" {
		return nil
	}
	return db.revoke(ctx, revokeSession, sid)
}

// RevokeSessionsOf is RevokeSession for each session a user has now.
func (db *DB) RevokeSessionsOf(ctx context.Context, userID string) error {
	return db.revoke(ctx, revokeSessions, userID)
}

func (db *DB) revoke(ctx context.Context, statement, whose string) error {
	err := again(func() error {
		_, err := db.write().exec(ctx, statement, whose)
		return err
	})
	return explain("revoke a session's refresh families", err)
}
