package store

import (
	"context"
	"time"

	"authd/internal/authd"
)

const putTicket = `INSERT INTO tickets
(hash, user_id, client_id, origin, co_id, cookie_hash, verifier_hash, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

const ticketColumns = `tickets.hash, tickets.client_id, tickets.origin, tickets.co_id,
tickets.cookie_hash, tickets.verifier_hash, tickets.expires_at`

const liveTicket = `SELECT ` + ticketColumns + `, ` + userColumns + `
FROM tickets JOIN users ON users.id = tickets.user_id
WHERE tickets.hash = $1 AND tickets.expires_at > $2 AND NOT users.blocked`

const takeTicket = `DELETE FROM tickets WHERE hash = $1 AND expires_at > $2`

// PutTicket keeps a new ticket. Its user must exist.
func (db *DB) PutTicket(ctx context.Context, t authd.LoginTicket) error {
	_, err := db.write().exec(ctx, putTicket, t.Hash, t.User.ID, t.ClientID, t.Origin, t.ID,
		t.CookieHash, t.VerifierHash, millis(t.ExpiresAt))
	return explain("keep a ticket", err)
}

// Ticket returns a live ticket, with its user as that is now, and leaves it
// usable. One that was taken, has expired or is of a blocked
// person is authd.ErrNotFound.
func (db *DB) Ticket(ctx context.Context, hash []byte, now time.Time) (authd.LoginTicket, error) {
	var t authd.LoginTicket
	fields := append([]any{
		&t.Hash, &t.ClientID, &t.Origin, &t.ID, &t.CookieHash, &t.VerifierHash, (*millis)(&t.ExpiresAt),
	}, userFields(&t.User)...)
	err := db.read().row(ctx, liveTicket, hash, millis(now)).Scan(fields...)
	return t, explain("load a ticket", err)
}

// TakeTicket uses a live ticket up. Of many callers one is told nil and all
// others authd.ErrNotFound, as for a ticket that has expired.
func (db *DB) TakeTicket(ctx context.Context, hash []byte, now time.Time) error {
	n, err := db.write().exec(ctx, takeTicket, hash, millis(now))
	if err == nil && n == 0 {
		err = authd.ErrNotFound
	}
	return explain("take a ticket", err)
}
