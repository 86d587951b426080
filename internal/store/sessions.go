package store

import (
	"context"
	"strings"
	"time"

	"authd/internal/authd"
)

const putSession = `INSERT INTO sessions
(hash, sid, user_id, connection, auth_time, seen_at, expires_at, idle_lifetime)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

const liveSession = `SELECT sessions.hash, sessions.sid, sessions.connection, sessions.auth_time,
sessions.seen_at, sessions.expires_at, sessions.idle_lifetime,
(SELECT COALESCE(string_agg(client_id, '` + separator + `'), '') FROM session_clients WHERE session = sessions.hash), ` + userColumns + `
FROM sessions JOIN users ON users.id = sessions.user_id
WHERE sessions.hash = $1 AND sessions.expires_at > $2 AND sessions.seen_at + sessions.idle_lifetime > $2
AND NOT users.blocked`

// A session that has ended must not come back to life, hence the same two
// conditions as when it is read.
const touchSession = `UPDATE sessions SET seen_at = $2
WHERE hash = $1 AND seen_at < $2 AND expires_at > $2 AND seen_at + idle_lifetime > $2`

const liveSessions = `SELECT connection, COUNT(*) FROM sessions
WHERE expires_at > $1 AND seen_at + idle_lifetime > $1 GROUP BY connection`

// separator stands between client ids, which hold no line break.
const separator = "\n"

// renewSession is putSession for a person who logs in again.
const renewSession = `UPDATE sessions
SET hash = $1, connection = $2, auth_time = $3, seen_at = $4, expires_at = $5, idle_lifetime = $6
WHERE hash = $7 AND user_id = $8 AND expires_at > $3 AND seen_at + sessions.idle_lifetime > $3 RETURNING sid`

// PutSession keeps a new session and forgets the one hashed replaces (nil:
// none) in the same step, so that a login never leaves its browser two. It
// returns the new one's sid: that of the one before if it lives and is the same
// person's, whose clients know it by that. Another person's has ended, and its
// clients are told. The user must exist; IdleLifetime is kept in milliseconds.
func (db *DB) PutSession(ctx context.Context, s authd.Session, replaces []byte) (string, error) {
	sid := ""
	err := db.atomically(ctx, func(tx runner) error {
		var err error
		if sid, err = replaceSession(ctx, tx, s, replaces); err != nil {
			return err
		}
		return tx.note(ctx, authd.Event{Type: authd.EventLogin, At: s.AuthTime, ClientID: s.ClientID, UserID: s.User.ID, Connection: s.Connection})
	})
	return sid, explain("keep a session", err)
}

func replaceSession(ctx context.Context, tx runner, s authd.Session, replaces []byte) (string, error) {
	times := []any{millis(s.AuthTime), millis(s.SeenAt), millis(s.ExpiresAt), s.IdleLifetime.Milliseconds()}
	if replaces != nil {
		renewed, err := list[string](ctx, tx, renewSession, append(append([]any{s.Hash, s.Connection}, times...), replaces, s.User.ID)...)
		if err != nil || len(renewed) > 0 {
			return strings.Join(renewed, ""), err
		}
		if _, err := endSession(ctx, tx, replaces, ending{at: s.AuthTime, why: "replaced"}); err != nil {
			return "", err
		}
	}
	_, err := tx.exec(ctx, putSession, append([]any{s.Hash, s.SID, s.User.ID, s.Connection}, times...)...)
	return s.SID, err
}

// Session returns a live session together with its user as that is now. One
// that is past its absolute end, unused for its idle lifetime, or of a blocked
// person, is authd.ErrNotFound like one that never was.
func (db *DB) Session(ctx context.Context, hash []byte, now time.Time) (authd.Session, error) {
	var s authd.Session
	var idle int64
	var clients string
	fields := append([]any{
		&s.Hash, &s.SID, &s.Connection, (*millis)(&s.AuthTime),
		(*millis)(&s.SeenAt), (*millis)(&s.ExpiresAt), &idle, &clients,
	}, userFields(&s.User)...)
	err := db.read().row(ctx, liveSession, hash, millis(now)).Scan(fields...)
	s.IdleLifetime, s.Clients = time.Duration(idle)*time.Millisecond, strings.FieldsFunc(clients, isSeparator)
	return s, explain("load a session", err)
}

// TouchSession notes that a session was used now. It never moves the note back,
// never revives a session that has ended or was deleted, and says nothing then.
func (db *DB) TouchSession(ctx context.Context, hash []byte, now time.Time) error {
	_, err := db.write().exec(ctx, touchSession, hash, millis(now))
	return explain("touch a session", err)
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

func isSeparator(r rune) bool { return string(r) == separator }
