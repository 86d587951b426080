package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"authd/internal/authd"
)

const putClient = `INSERT INTO session_clients (session, client_id)
SELECT hash, $2 FROM sessions WHERE hash = $1
ON CONFLICT (session, client_id) DO NOTHING`

const (
	clientsOf     = `SELECT client_id FROM session_clients WHERE session = $1 ORDER BY client_id`
	sessionsOf    = `SELECT hash FROM sessions WHERE user_id = $1 ORDER BY hash`
	deleteSession = `DELETE FROM sessions WHERE hash = $1 RETURNING sid, user_id, connection`
)

// PutSessionClient notes that a client got tokens in a session, so that it is
// told when the session ends. A session that has ended already stays so.
func (db *DB) PutSessionClient(ctx context.Context, hash []byte, clientID string) error {
	_, err := db.write().exec(ctx, putClient, hash, clientID)
	return explain("note a client of a session", err)
}

// EndSession forgets a session and returns a notice for each of its clients. The
// notices are kept in the same step. For a minute they are the caller's to
// deliver, then anyone's who claims them. A session that is not there is no error
// and has no clients; of two who end it at once, one gets the notices.
func (db *DB) EndSession(ctx context.Context, hash []byte, now time.Time) ([]authd.LogoutNotice, error) {
	var notices []authd.LogoutNotice
	err := db.atomically(ctx, func(tx runner) error {
		var err error
		notices, err = endSession(ctx, tx, hash, ending{at: now, lease: callersLease})
		return err
	})
	return notices, explain("end a session", err)
}

// EndSessionsOf is EndSession for all sessions of a user.
func (db *DB) EndSessionsOf(ctx context.Context, userID string, now time.Time) ([]authd.LogoutNotice, error) {
	var notices []authd.LogoutNotice
	err := db.atomically(ctx, func(tx runner) error {
		var err error
		notices, err = endSessionsOf(ctx, tx, userID, ending{now, callersLease, "everywhere"})
		return err
	})
	return notices, explain("end a person's sessions", err)
}

func endSessionsOf(ctx context.Context, tx runner, userID string, end ending) ([]authd.LogoutNotice, error) {
	hashes, err := list[[]byte](ctx, tx, sessionsOf, userID)
	if err != nil {
		return nil, err
	}
	var notices []authd.LogoutNotice
	for _, hash := range hashes {
		more, err := endSession(ctx, tx, hash, end)
		if err != nil {
			return nil, err
		}
		notices = append(notices, more...)
	}
	return notices, nil
}

// endSession ends one session. Its clients are read first: they go with it.
func endSession(ctx context.Context, tx runner, hash []byte, end ending) ([]authd.LogoutNotice, error) {
	clients, err := list[string](ctx, tx, clientsOf, hash)
	if err != nil {
		return nil, err
	}
	var n authd.LogoutNotice
	var connection string
	err = tx.row(ctx, deleteSession, hash).Scan(&n.SID, &n.UserID, &connection)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	notices := noticesFor(n, clients, end)
	if err := putNotices(ctx, tx, notices, end); err != nil {
		return nil, err
	}
	return notices, tx.note(ctx, authd.Event{Type: authd.EventLogout, At: end.at, UserID: n.UserID, Connection: connection, Detail: end.why})
}

// list reads a single column.
func list[T any](ctx context.Context, tx runner, query string, args ...any) ([]T, error) {
	rows, err := tx.rows(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err has told already
	var values []T
	for rows.Next() {
		var value T
		if err := rows.Scan(&value); err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, rows.Err()
}
