package store

import (
	"context"
	"time"

	"authd/internal/authd"
)

const putSession = `INSERT INTO sessions
(hash, sid, user_id, connection, auth_time, seen_at, expires_at, idle_lifetime)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

const liveSession = `SELECT sessions.hash, sessions.sid, sessions.connection, sessions.auth_time,
sessions.seen_at, sessions.expires_at, sessions.idle_lifetime, ` + userColumns + `
FROM sessions JOIN users ON users.id = sessions.user_id
WHERE sessions.hash = $1 AND sessions.expires_at > $2 AND sessions.seen_at + sessions.idle_lifetime > $2
AND NOT users.blocked`

// A session that has ended must not come back to life, hence the same two
// conditions as when it is read.
const touchSession = `UPDATE sessions SET seen_at = $2
WHERE hash = $1 AND seen_at < $2 AND expires_at > $2 AND seen_at + idle_lifetime > $2`

const liveSessions = `SELECT connection, COUNT(*) FROM sessions
WHERE expires_at > $1 AND seen_at + idle_lifetime > $1 GROUP BY connection`

const deleteSession = `DELETE FROM sessions WHERE hash = $1`

// PutSession keeps a new session and forgets the one hashed replaces (nil:
// none) in the same step, so that a login never leaves its browser two. The
// session's user must exist; IdleLifetime is kept in milliseconds.
func (db *DB) PutSession(ctx context.Context, s authd.Session, replaces []byte) error {
	err := db.atomically(ctx, func(tx runner) error {
		if replaces != nil {
			if _, err := tx.exec(ctx, deleteSession, replaces); err != nil {
				return err
			}
		}
		_, err := tx.exec(ctx, putSession, s.Hash, s.SID, s.User.ID, s.Connection, millis(s.AuthTime),
			millis(s.SeenAt), millis(s.ExpiresAt), s.IdleLifetime.Milliseconds())
		return err
	})
	return explain("keep a session", err)
}

// Session returns a live session together with its user as that is now. One
// that is past its absolute end, unused for its idle lifetime, or of a blocked
// person, is authd.ErrNotFound like one that never was.
func (db *DB) Session(ctx context.Context, hash []byte, now time.Time) (authd.Session, error) {
	var s authd.Session
	var idle int64
	fields := append([]any{
		&s.Hash, &s.SID, &s.Connection, (*millis)(&s.AuthTime),
		(*millis)(&s.SeenAt), (*millis)(&s.ExpiresAt), &idle,
	}, userFields(&s.User)...)
	err := db.read().row(ctx, liveSession, hash, millis(now)).Scan(fields...)
	s.IdleLifetime = time.Duration(idle) * time.Millisecond
	return s, explain("load a session", err)
}

// TouchSession notes that a session was used now. It never moves the note back,
// never revives a session that has ended or was deleted, and says nothing then.
func (db *DB) TouchSession(ctx context.Context, hash []byte, now time.Time) error {
	_, err := db.write().exec(ctx, touchSession, hash, millis(now))
	return explain("touch a session", err)
}

// DeleteSession forgets a session. One that is not there is no error.
func (db *DB) DeleteSession(ctx context.Context, hash []byte) error {
	_, err := db.write().exec(ctx, deleteSession, hash)
	return explain("delete a session", err)
}

// LiveSessions counts the sessions that have not ended, by connection.
func (db *DB) LiveSessions(ctx context.Context, now time.Time) (map[string]int, error) {
	rows, err := db.read().rows(ctx, liveSessions, millis(now))
	if err != nil {
		return nil, explain("count sessions", err)
	}
	defer func() { _ = rows.Close() }() // Err has told already
	live := map[string]int{}
	for rows.Next() {
		var connection string
		var n int
		if err := rows.Scan(&connection, &n); err != nil {
			return nil, explain("count sessions", err)
		}
		live[connection] = n
	}
	return live, explain("count sessions", rows.Err())
}
