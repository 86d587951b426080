package store

import (
	"context"
	"database/sql"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

const deviceColumns = `device_hash, user_hash, id, client_id, audience, scope, answer, user_id, connection,
auth_time, poll_every, hurried, ends_at, expires_at`

const putDevice = `INSERT INTO device_codes (` + deviceColumns + `, polls_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0) ON CONFLICT DO NOTHING`

const waitingDevice = `SELECT ` + deviceColumns + ` FROM device_codes WHERE user_hash = $1 AND answer = 0 AND ends_at > $2`

const answerDevice = `UPDATE device_codes SET answer = $3, user_id = $4, connection = $5, auth_time = $6, scope = $7
WHERE user_hash = $1 AND answer = 0 AND ends_at > $2`

// Every poll sees the one before it, however many come at once. On the right of
// each = stands what the row held before.
const pollDevice = `UPDATE device_codes SET hurried = (polls_from > $4),
poll_every = poll_every + CASE WHEN polls_from > $4 THEN CAST($5 AS BIGINT) ELSE 0 END,
polls_from = CAST($3 AS BIGINT) + poll_every + CASE WHEN polls_from > $4 THEN CAST($5 AS BIGINT) ELSE 0 END
WHERE device_hash = $1 AND client_id = $2 AND expires_at > $3 RETURNING ` + deviceColumns

const takeDevice = `DELETE FROM device_codes WHERE device_hash = $1 AND answer = 1 AND ends_at > $2`

// PutDevice keeps a new request of a device. Where another has one of its codes
// already it is authd.ErrConflict, and nothing is kept.
func (db *DB) PutDevice(ctx context.Context, d authd.DeviceAuthorization) error {
	n, err := db.write().exec(ctx, putDevice, d.DeviceHash, d.UserHash, d.ID, d.ClientID, d.Audience, d.Scope.String(), int(d.Answer),
		d.UserID, d.Connection, millis(d.AuthTime), span(d.Interval), d.Hurried, millis(d.EndsAt), millis(d.ExpiresAt))
	if err == nil && n == 0 {
		err = authd.ErrConflict
	}
	return explain("keep a device's request", err)
}

// WaitingDevice is the request whose user code has this hash, while nobody has
// answered it and its codes are good; else authd.ErrNotFound.
func (db *DB) WaitingDevice(ctx context.Context, userHash []byte, now time.Time) (authd.DeviceAuthorization, error) {
	d, err := scanDevice(db.read().row(ctx, waitingDevice, userHash, millis(now)))
	return d, explain("load a device's request", err)
}

// AnswerDevice writes down what a person said to d: Answer, UserID, Connection,
// AuthTime and Scope. Of many answers the first one counts; the others are
// authd.ErrNotFound, as one that comes too late is.
func (db *DB) AnswerDevice(ctx context.Context, d authd.DeviceAuthorization, now time.Time) error {
	n, err := db.write().exec(ctx, answerDevice, d.UserHash, millis(now), int(d.Answer), d.UserID, d.Connection, millis(d.AuthTime), d.Scope.String())
	if err == nil && n == 0 {
		err = authd.ErrNotFound
	}
	return explain("answer a device's request", err)
}

// PollDevice reads a request of a client and says with Hurried whether the poll
// came too soon. A request whose codes are dead is still there until ExpiresAt;
// after that, and where another client polls, it is authd.ErrNotFound.
func (db *DB) PollDevice(ctx context.Context, p authd.DevicePoll, now time.Time) (authd.DeviceAuthorization, error) {
	d, err := scanDevice(db.write().row(ctx, pollDevice, p.DeviceHash, p.ClientID, millis(now), millis(now.Add(p.Tolerance)), span(p.Step)))
	return d, explain("poll a device's request", err)
}

// TakeDevice uses an allowed request up. Of many callers one is told nil and all
// others authd.ErrNotFound, as for one whose codes are dead.
func (db *DB) TakeDevice(ctx context.Context, deviceHash []byte, now time.Time) error {
	n, err := db.write().exec(ctx, takeDevice, deviceHash, millis(now))
	if err == nil && n == 0 {
		err = authd.ErrNotFound
	}
	return explain("take a device's request", err)
}

func scanDevice(row *sql.Row) (authd.DeviceAuthorization, error) {
	var d authd.DeviceAuthorization
	var scope string
	err := row.Scan(&d.DeviceHash, &d.UserHash, &d.ID, &d.ClientID, &d.Audience, &scope, &d.Answer, &d.UserID, &d.Connection,
		(*millis)(&d.AuthTime), (*span)(&d.Interval), &d.Hurried, (*millis)(&d.EndsAt), (*millis)(&d.ExpiresAt))
	d.Scope = oauth.ParseScope(scope)
	return d, err
}
