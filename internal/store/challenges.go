package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"authd/internal/authd"
)

const challengeColumns = `slot, id, client_id, connection, address, code_hash, link_hash, pending,
tries, max_tries, created_at, expires_at`

const putChallenge = `INSERT INTO challenges (` + challengeColumns + `)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (slot) DO UPDATE SET
id = excluded.id, client_id = excluded.client_id, connection = excluded.connection,
address = excluded.address, code_hash = excluded.code_hash, link_hash = excluded.link_hash,
pending = excluded.pending, tries = excluded.tries, max_tries = excluded.max_tries,
created_at = excluded.created_at, expires_at = excluded.expires_at`

// A blocked person's mail costs what any other costs, and is past sending from
// the start.
const putMail = `INSERT INTO outbox (id, slot, body, tries, due_at, expires_at)
VALUES ($1, $2, $3, $4, $5, CASE WHEN EXISTS
(SELECT 1 FROM users WHERE connection = $7 AND identifier = $8 AND blocked) THEN CAST($5 AS BIGINT) ELSE CAST($6 AS BIGINT) END)`

const (
	dropMail        = `DELETE FROM outbox WHERE slot = $1`
	loadChallenge   = `SELECT ` + challengeColumns + ` FROM challenges WHERE slot = $1`
	deleteChallenge = `DELETE FROM challenges WHERE slot = $1`
)

// challengeFields are the places of challengeColumns in c, for Scan.
func challengeFields(c *authd.Challenge) []any {
	return []any{
		&c.Slot, &c.ID, &c.ClientID, &c.Connection, &c.Address, &c.CodeHash, &c.LinkHash, &c.Pending,
		&c.Tries, &c.MaxTries, (*millis)(&c.CreatedAt), (*millis)(&c.ExpiresAt),
	}
}

// PutChallenge keeps c as the only challenge of its slot, and its mail (nil:
// none is sent) in the outbox, due at c.CreatedAt: both or neither. The
// challenge that was there dies, and so does its mail if it still waits. Nothing
// is sent to a blocked person.
func (db *DB) PutChallenge(ctx context.Context, c authd.Challenge, mail *authd.Mail) error {
	err := db.atomically(ctx, func(tx runner) error {
		_, err := tx.exec(ctx, putChallenge, c.Slot, c.ID, c.ClientID, c.Connection, c.Address, c.CodeHash,
			c.LinkHash, c.Pending, c.Tries, c.MaxTries, millis(c.CreatedAt), millis(c.ExpiresAt))
		if err != nil {
			return err
		}
		if _, err := tx.exec(ctx, dropMail, c.Slot); err != nil || mail == nil {
			return err
		}
		_, err = tx.exec(ctx, putMail, mail.ID, c.Slot, mail.Body, mail.Tries,
			millis(c.CreatedAt), millis(mail.ExpiresAt), c.Connection, c.Address)
		return err
	})
	return explain("keep a challenge", err)
}

// Challenge looks at a slot without changing it. The verdict is Right for a
// challenge that can still be answered, else Expired, Exhausted or Absent.
func (db *DB) Challenge(ctx context.Context, slot string, now time.Time) (authd.Challenge, authd.Verdict, error) {
	var c authd.Challenge
	err := db.read().row(ctx, loadChallenge, slot).Scan(challengeFields(&c)...)
	if errors.Is(err, sql.ErrNoRows) {
		return authd.Challenge{}, authd.Absent, nil
	}
	if err != nil {
		return authd.Challenge{}, authd.Absent, explain("load a challenge", err)
	}
	return c, standing(c, now), nil
}
