package store

import (
	"context"
	"time"

	"authd/internal/authd"
)

const userColumns = `users.id, users.connection, users.identifier, users.email, users.email_verified,
users.phone_number, users.phone_verified, users.name, users.nickname, users.picture,
users.profile, users.blocked, users.created_at, users.updated_at`

// userRow is what an INSERT INTO users goes on with.
const userRow = ` (id, connection, identifier, email, email_verified, phone_number, phone_verified, name, nickname, picture,
profile, blocked, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`

// The update is what makes RETURNING give the row that was there before: with
// DO NOTHING a second sign-up would get no row at all.
const findOrCreateUser = `INSERT INTO users` + userRow + ` ON CONFLICT (connection, identifier) DO UPDATE SET
email_verified = users.email_verified OR excluded.email_verified,
phone_verified = users.phone_verified OR excluded.phone_verified,
updated_at = CASE WHEN users.updated_at < excluded.updated_at THEN excluded.updated_at ELSE users.updated_at END
RETURNING ` + userColumns

const (
	findUser = `SELECT ` + userColumns + ` FROM users WHERE connection = $1 AND identifier = $2`
	userByID = `SELECT ` + userColumns + ` FROM users WHERE id = $1`
)

// userFields are the places of userColumns in u, for Scan.
func userFields(u *authd.User) []any {
	return []any{
		&u.ID, &u.Connection, &u.Identifier, &u.Email, &u.EmailVerified,
		&u.PhoneNumber, &u.PhoneVerified, &u.Name, &u.Nickname, &u.Picture,
		(*profile)(&u.Profile), &u.Blocked, (*millis)(&u.CreatedAt), (*millis)(&u.UpdatedAt),
	}
}

// userValues are the columns of u, in the order of userColumns.
func userValues(u authd.User) []any {
	return []any{
		u.ID, u.Connection, u.Identifier, u.Email, u.EmailVerified,
		u.PhoneNumber, u.PhoneVerified, u.Name, u.Nickname, u.Picture,
		profile(u.Profile), u.Blocked, millis(u.CreatedAt), millis(u.UpdatedAt),
	}
}

// FindOrCreateUser returns the user of u's connection and identifier, and makes
// it of u when there is none. Of any number of writers the first one's id and
// profile win; u needs an id nobody had before. The person has just proved what u says is verified, so that
// becomes true, and UpdatedAt moves to u's unless it is later already.
func (db *DB) FindOrCreateUser(ctx context.Context, u authd.User) (authd.User, error) {
	var kept authd.User
	err := db.atomically(ctx, func(tx runner) error {
		err := tx.row(ctx, findOrCreateUser, userValues(u)...).Scan(userFields(&kept)...)
		if err != nil || kept.ID != u.ID {
			return err
		}
		return tx.note(ctx, ofUser(authd.EventSignup, u, u.UpdatedAt))
	})
	if err != nil {
		return authd.User{}, explain("find or create a user", err)
	}
	return kept, nil
}

// FindUser returns a connection's user by its canonical identifier, or
// authd.ErrNotFound.
func (db *DB) FindUser(ctx context.Context, connection, identifier string) (authd.User, error) {
	var u authd.User
	err := db.read().row(ctx, findUser, connection, identifier).Scan(userFields(&u)...)
	return u, explain("find a user", err)
}

// User returns the user with this id (the `sub` of tokens), or authd.ErrNotFound.
func (db *DB) User(ctx context.Context, id string) (authd.User, error) {
	var u authd.User
	err := db.read().row(ctx, userByID, id).Scan(userFields(&u)...)
	return u, explain("load a user", err)
}

// ofUser is an event about u.
func ofUser(what authd.EventType, u authd.User, at time.Time) authd.Event {
	return authd.Event{Type: what, At: at, UserID: u.ID, Connection: u.Connection}
}
