package store

import (
	"context"
	"errors"
	"time"
)

// Each condition stands twice: with PostgreSQL a row that changed while the
// sweep waited for it is checked again against the outer one only, and a slot
// may hold a fresh challenge by then. The order is that of an index, so that a
// backlog is never read whole to find the few that go now.
const (
	sweepSessions = `DELETE FROM sessions WHERE expires_at <= $1 AND hash IN
(SELECT hash FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`
	sweepIdleSessions = `DELETE FROM sessions WHERE seen_at + idle_lifetime <= $1 AND hash IN
(SELECT hash FROM sessions WHERE seen_at + idle_lifetime <= $1 ORDER BY seen_at + idle_lifetime LIMIT $2)`
	sweepChallenges = `DELETE FROM challenges WHERE expires_at <= $1 AND slot IN
(SELECT slot FROM challenges WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`
	sweepTickets = `DELETE FROM tickets WHERE expires_at <= $1 AND hash IN
(SELECT hash FROM tickets WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`
	sweepCounters = `DELETE FROM counters WHERE expires_at <= $1 AND (name, starts_at) IN
(SELECT name, starts_at FROM counters WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`
	sweepOutbox = `DELETE FROM outbox WHERE expires_at <= $1 AND id IN
(SELECT id FROM outbox WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`
	sweepNotices = `DELETE FROM logout_notices WHERE expires_at <= $1 AND id IN
(SELECT id FROM logout_notices WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`
	sweepSpentCodes = `DELETE FROM spent_codes WHERE expires_at <= $1 AND id IN
(SELECT id FROM spent_codes WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`
	sweepRevoked = `DELETE FROM revoked_authorizations WHERE expires_at <= $1 AND id IN
(SELECT id FROM revoked_authorizations WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`
	sweepFamilies = `DELETE FROM refresh_families WHERE ends_at <= $1 AND id IN
(SELECT id FROM refresh_families WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)`
	sweepDevices = `DELETE FROM device_codes WHERE expires_at <= $1 AND device_hash IN
(SELECT device_hash FROM device_codes WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`
)

// DeleteExpired sweeps rows that read as absent anyway, at most limit in a step of
// its own, so that nobody waits longer than for one of them. It returns how many
// went; a caller that gets limit or more may call again. A table that cannot be
// swept keeps no other from it, and is in the error.
func (db *DB) DeleteExpired(ctx context.Context, now time.Time, limit int) (int, error) {
	total, errs := 0, []error{}
	for _, sweep := range []string{
		sweepSessions, sweepIdleSessions, sweepChallenges, sweepTickets, sweepCounters, sweepOutbox,
		sweepSpentCodes, sweepRevoked, sweepFamilies, sweepNotices, sweepDevices,
	} {
		err := again(func() error {
			n, err := db.write().exec(ctx, sweep, millis(now), limit)
			total += int(n)
			return err
		})
		errs = append(errs, explain("sweep expired rows", err))
	}
	return total, errors.Join(errs...)
}
