package store

import (
	"context"
	"crypto/rand"
	"time"

	"authd/internal/authd"
)

const putNotice = `INSERT INTO logout_notices (id, client_id, user_id, sid, tries, due_at, expires_at)
VALUES ($1, $2, $3, $4, 0, $5, $6)`

// The conditions stand twice for the reason claimMail has.
const claimNotices = `UPDATE logout_notices SET due_at = $2
WHERE due_at <= $1 AND expires_at > $1 AND id IN
(SELECT id FROM logout_notices WHERE due_at <= $1 AND expires_at > $1 ORDER BY due_at LIMIT $3)
RETURNING id, client_id, user_id, sid, tries, expires_at`

const (
	deleteNotice = `DELETE FROM logout_notices WHERE id = $1`
	delayNotice  = `UPDATE logout_notices SET tries = tries + 1, due_at = $2 WHERE id = $1`
)

const (
	// callersLease is for whoever ends a session and delivers the notices itself.
	callersLease = time.Minute
	// noticeLifetime outlives every retry. What a client was not told by then it
	// learns when it next asks for tokens.
	noticeLifetime = 10 * time.Minute
)

// An ending says when and why sessions end. Their notices belong to whoever ends
// them for the lease, and are due to anyone afterwards.
type ending struct {
	at    time.Time
	lease time.Duration
	why   string // for the audit log; empty: the person logs out
}

// noticesFor makes one of n for each client.
func noticesFor(n authd.LogoutNotice, clients []string, end ending) []authd.LogoutNotice {
	var notices []authd.LogoutNotice
	for _, client := range clients {
		n.ID, n.ClientID, n.ExpiresAt = rand.Text(), client, end.at.Add(noticeLifetime)
		notices = append(notices, n)
	}
	return notices
}

func putNotices(ctx context.Context, tx runner, notices []authd.LogoutNotice, end ending) error {
	for _, n := range notices {
		if _, err := tx.exec(ctx, putNotice, n.ID, n.ClientID, n.UserID, n.SID, millis(end.at.Add(end.lease)), millis(n.ExpiresAt)); err != nil {
			return err
		}
	}
	return nil
}

// ClaimNotices hands out at most limit notices that are due. For the lease nobody
// else gets them; whoever dies with them leaves them to the next one afterwards,
// so a client is told at least once.
func (db *DB) ClaimNotices(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]authd.LogoutNotice, error) {
	var notices []authd.LogoutNotice
	err := again(func() error {
		var err error
		notices, err = db.claimNotices(ctx, millis(now), millis(now.Add(lease)), limit)
		return err
	})
	return notices, explain("claim logout notices", err)
}

func (db *DB) claimNotices(ctx context.Context, args ...any) ([]authd.LogoutNotice, error) {
	rows, err := db.write().rows(ctx, claimNotices, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err has told already
	var notices []authd.LogoutNotice
	for rows.Next() {
		var n authd.LogoutNotice
		if err := rows.Scan(&n.ID, &n.ClientID, &n.UserID, &n.SID, &n.Tries, (*millis)(&n.ExpiresAt)); err != nil {
			return nil, err
		}
		notices = append(notices, n)
	}
	return notices, rows.Err()
}

// DropNotice forgets a notice, delivered or given up. One that is gone is no
// error.
func (db *DB) DropNotice(ctx context.Context, id string) error {
	_, err := db.write().exec(ctx, deleteNotice, id)
	return explain("drop a logout notice", err)
}

// DelayNotice counts a try and makes the notice due again at next.
func (db *DB) DelayNotice(ctx context.Context, id string, next time.Time) error {
	_, err := db.write().exec(ctx, delayNotice, id, millis(next))
	return explain("delay a logout notice", err)
}
