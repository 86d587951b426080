package store

import (
	"context"
	"time"

	"authd/internal/authd"
)

// The conditions stand twice because PostgreSQL checks only the outer ones
// again on a row that another worker claimed in between.
const claimMail = `UPDATE outbox SET due_at = $2
WHERE due_at <= $1 AND expires_at > $1 AND id IN
(SELECT id FROM outbox WHERE due_at <= $1 AND expires_at > $1 ORDER BY due_at LIMIT $3)
RETURNING id, body, tries, expires_at`

const (
	deleteMail = `DELETE FROM outbox WHERE id = $1`
	delayMail  = `UPDATE outbox SET tries = tries + 1, due_at = $2 WHERE id = $1`
)

// ClaimMail hands out at most limit mails that are due and not expired. For the
// lease no other worker gets them; a worker that dies with them leaves them to
// the next one afterwards, so a mail is sent at least once.
func (db *DB) ClaimMail(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]authd.Mail, error) {
	var mails []authd.Mail
	err := again(func() error {
		var err error
		mails, err = db.claimMail(ctx, millis(now), millis(now.Add(lease)), limit)
		return err
	})
	return mails, explain("claim mail", err)
}

func (db *DB) claimMail(ctx context.Context, args ...any) ([]authd.Mail, error) {
	rows, err := db.write().rows(ctx, claimMail, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err has told already
	var mails []authd.Mail
	for rows.Next() {
		var m authd.Mail
		if err := rows.Scan(&m.ID, &m.Body, &m.Tries, (*millis)(&m.ExpiresAt)); err != nil {
			return nil, err
		}
		mails = append(mails, m)
	}
	return mails, rows.Err()
}

// MarkSent forgets a mail. One that is gone, because a newer challenge took its
// place, is no error.
func (db *DB) MarkSent(ctx context.Context, id string) error {
	_, err := db.write().exec(ctx, deleteMail, id)
	return explain("mark a mail as sent", err)
}

// A mail that was dropped is due when it is dead, and stays so.
const freeMail = `UPDATE outbox SET due_at = $1 WHERE due_at > $1 AND due_at < expires_at`

// FreeMail makes all mails that wait due at now, leased or not. It is for a start
// of the only process there is: whoever had the leases is dead.
func (db *DB) FreeMail(ctx context.Context, now time.Time) error {
	_, err := db.write().exec(ctx, freeMail, millis(now))
	return explain("free the mails of a process that is gone", err)
}

// MarkFailed counts a try and makes the mail due again at next.
func (db *DB) MarkFailed(ctx context.Context, id string, next time.Time) error {
	_, err := db.write().exec(ctx, delayMail, id, millis(next))
	return explain("mark a mail as failed", err)
}
