package store

import (
	"context"
	"time"

	"authd/internal/authd"
)

const (
	// A changed part of a unique key is what makes PostgreSQL hold a row against
	// others that are about to refer to it. No address begins with a space.
	holdUser = `UPDATE users SET identifier = ' ' || identifier WHERE id = $1 RETURNING connection, identifier`

	dropUserMails = `DELETE FROM outbox WHERE slot IN
(SELECT slot FROM challenges WHERE connection = $1 AND address = $2)`
	dropUserChallenges = `DELETE FROM challenges WHERE connection = $1 AND address = $2`
	dropUserTickets    = `DELETE FROM tickets WHERE user_id = $1`
	dropUserDevices    = `DELETE FROM device_codes WHERE user_id = $1`
	dropUserFamilies   = `DELETE FROM refresh_families WHERE user_id = $1`
	orphanFamilies     = `UPDATE refresh_families SET user_id = '' WHERE user_id = $1`
	dropUserConsents   = `DELETE FROM consents WHERE user_id = $1`
	dropUser           = `DELETE FROM users WHERE id = $1`
)

// endLogins forgets how u is logged in or about to be: sessions, whose clients are
// told so, login tickets, what they allowed a device that has not fetched it yet,
// challenges, and their mails that still wait.
func endLogins(ctx context.Context, tx runner, u authd.User, end ending) error {
	for _, drop := range []string{dropUserMails, dropUserChallenges} {
		if _, err := tx.exec(ctx, drop, u.Connection, u.Identifier); err != nil {
			return err
		}
	}
	if _, err := endSessionsOf(ctx, tx, u.ID, end); err != nil {
		return err
	}
	return each(ctx, tx, u.ID, dropUserTickets, dropUserDevices)
}

func each(ctx context.Context, tx runner, id string, drops ...string) error {
	for _, drop := range drops {
		if _, err := tx.exec(ctx, drop, id); err != nil {
			return err
		}
	}
	return nil
}

// DeleteUser forgets a person and all that is theirs: sessions, consents, login
// tickets, devices that wait, challenges and mails that still wait. All of it goes in one step.
// Access tokens are worthless from then on where this server is asked about them,
// and so are refresh tokens; their families stay to their end as those of nobody,
// so that an application can be told why, and whoever is imported with the same id
// does not get them. Clients are told that the sessions ended. Nobody of this id
// is authd.ErrNotFound.
func (db *DB) DeleteUser(ctx context.Context, id string, now time.Time) error {
	err := db.atomically(ctx, func(tx runner) error {
		u := authd.User{ID: id}
		if err := tx.row(ctx, holdUser, id).Scan(&u.Connection, &u.Identifier); err != nil {
			return err
		}
		u.Identifier = u.Identifier[1:] // without the space
		if err := endLogins(ctx, tx, u, ending{at: now, why: "deleted"}); err != nil {
			return err
		}
		if err := each(ctx, tx, id, orphanFamilies, dropUserConsents, dropUser); err != nil {
			return err
		}
		return tx.note(ctx, ofUser(authd.EventUserDeleted, u, now))
	})
	return explain("delete a user", err)
}
