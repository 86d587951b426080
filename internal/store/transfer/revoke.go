package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"authd/internal/store/engine"
)

// notify is for the clients of sessions that live; who is told by nobody within
// the hour learns it when they next ask for tokens.
const notify = `INSERT INTO logout_notices (id, client_id, user_id, sid, tries, due_at, expires_at)
SELECT sessions.sid || ' ' || session_clients.client_id, session_clients.client_id, sessions.user_id, sessions.sid, 0, $1, $2
FROM session_clients JOIN sessions ON sessions.hash = session_clients.session
WHERE sessions.expires_at > $1 AND sessions.seen_at + sessions.idle_lifetime > $1
ON CONFLICT (id) DO NOTHING`

// logins are what people are logged in by, or about to be.
var logins = []string{"outbox", "challenges", "tickets", "device_codes", "sessions", "refresh_families"}

// RevokeAll ends every session, of which clients are told, and every refresh
// token, login ticket, code and mail under way. People and their consents stay,
// and so do the keys: access tokens that are out die with those (keys.Ring.Replace).
// A server may be running.
func RevokeAll(ctx context.Context, in engine.Source, now time.Time) error {
	pools, err := engine.OpenBeside(ctx, in)
	if err != nil {
		return err
	}
	tx, err := pools.Bulk(ctx)
	if err != nil {
		return errors.Join(err, pools.Close())
	}
	if err = revoke(ctx, tx, now); err == nil {
		err = tx.Commit()
	} else {
		err = errors.Join(err, tx.Rollback())
	}
	return errors.Join(err, pools.Close())
}

func revoke(ctx context.Context, tx *sql.Tx, now time.Time) error {
	if _, err := tx.ExecContext(ctx, notify, now.UnixMilli(), now.Add(time.Hour).UnixMilli()); err != nil {
		return fmt.Errorf("note who is to be told: %w", err)
	}
	for _, table := range logins {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil { //nolint:gosec // one of logins
			return fmt.Errorf("end all %s: %w", table, err)
		}
	}
	return nil
}
