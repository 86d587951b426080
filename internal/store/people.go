package store

import (
	"context"

	"authd/internal/authd"
	"authd/internal/store/engine"
)

const (
	createUser = `INSERT INTO users` + userRow + ` ON CONFLICT DO NOTHING`
	listUsers  = `SELECT ` + userColumns + ` FROM users WHERE id > $1 ORDER BY id LIMIT $2`

	// The condition on updated_at lets one of several writers through who read the
	// same user.
	updateUser = `UPDATE users SET identifier = $3, email = $4, email_verified = $5, phone_number = $6, phone_verified = $7,
name = $8, nickname = $9, picture = $10, profile = $11, blocked = $12, updated_at = $13
WHERE id = $1 AND updated_at = $2`
)

// CreateUser keeps a new user. Where its id, or the address in its connection, is
// somebody's already, nothing is changed and the error is authd.ErrTaken.
func (db *DB) CreateUser(ctx context.Context, u authd.User) error {
	err := db.atomically(ctx, func(tx runner) error {
		n, err := tx.exec(ctx, createUser, userValues(u)...)
		switch {
		case err != nil:
			return err
		case n == 0:
			return authd.ErrTaken
		}
		return tx.note(ctx, ofUser(authd.EventUserCreated, u, u.UpdatedAt))
	})
	return explain("create a user", err)
}

// UpdateUser replaces what is known of the user before, as it was read, by u; id,
// connection and time of creation stay. Whoever else wrote in between, a login
// too, makes it authd.ErrConflict; an address of somebody else is authd.ErrTaken.
// u.UpdatedAt must be after before's.
//
// To block a person ends their logins in the same step. To unblock one brings no
// login back, and no refresh token: the person begins anew.
func (db *DB) UpdateUser(ctx context.Context, before, u authd.User) error {
	err := db.atomically(ctx, func(tx runner) error {
		n, err := tx.exec(ctx, updateUser, before.ID, millis(before.UpdatedAt), u.Identifier, u.Email, u.EmailVerified, u.PhoneNumber, u.PhoneVerified,
			u.Name, u.Nickname, u.Picture, profile(u.Profile), u.Blocked, millis(u.UpdatedAt))
		switch {
		case engine.Duplicate(err):
			return authd.ErrTaken
		case err != nil:
			return err
		case n == 0:
			return authd.ErrConflict
		}
		if err := settle(ctx, tx, before, u); err != nil {
			return err
		}
		return tx.note(ctx, ofUser(changeOf(before, u), before, u.UpdatedAt))
	})
	return explain("update a user", err)
}

// changeOf names the change of a person; of several the gravest.
func changeOf(before, u authd.User) authd.EventType {
	switch {
	case u.Blocked && !before.Blocked:
		return authd.EventUserBlocked
	case before.Blocked && !u.Blocked:
		return authd.EventUserUnblocked
	}
	return authd.EventUserChanged
}

// settle ends what a change of blocked ends. Logins end on the way back too: one
// that began while its person was being blocked may have been kept after all.
func settle(ctx context.Context, tx runner, before, u authd.User) error {
	if !before.Blocked && !u.Blocked {
		return nil
	}
	if err := endLogins(ctx, tx, before, ending{at: u.UpdatedAt, why: "blocked"}); err != nil || u.Blocked {
		return err
	}
	_, err := tx.exec(ctx, dropUserFamilies, before.ID)
	return err
}

// ListUsers returns at most limit users, in the order of their ids, of those
// after the id after (empty: from the first on).
func (db *DB) ListUsers(ctx context.Context, after string, limit int) ([]authd.User, error) {
	rows, err := db.read().rows(ctx, listUsers, after, limit)
	if err != nil {
		return nil, explain("list users", err)
	}
	defer func() { _ = rows.Close() }() // Err has told already
	var users []authd.User
	for rows.Next() {
		var u authd.User
		if err := rows.Scan(userFields(&u)...); err != nil {
			return nil, explain("list users", err)
		}
		users = append(users, u)
	}
	return users, explain("list users", rows.Err())
}
