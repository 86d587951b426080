package store

import (
	"context"
	"database/sql"
	"errors"

	"authd/internal/authd"
)

const registrationColumns = `client_id, metadata, token_hash, created_at, updated_at`

// Every change goes through the one row of client_registry first, so changes come
// one after the other and the count is exact.
const (
	enterRegistry = `INSERT INTO client_registry (id, revision, clients) VALUES (1, 1, 1)
ON CONFLICT (id) DO UPDATE SET revision = client_registry.revision + 1, clients = client_registry.clients + 1
WHERE client_registry.clients < $1`
	changeRegistry = `UPDATE client_registry SET revision = revision + 1 WHERE id = 1`
	leaveRegistry  = `UPDATE client_registry SET revision = revision + 1, clients = clients - 1 WHERE id = 1`
	loadRevision   = `SELECT revision FROM client_registry WHERE id = 1`

	putRegistration   = `INSERT INTO registered_clients (` + registrationColumns + `) VALUES ($1, $2, $3, $4, $5)`
	loadRegistration  = `SELECT ` + registrationColumns + ` FROM registered_clients WHERE client_id = $1`
	listRegistrations = `SELECT ` + registrationColumns + ` FROM registered_clients WHERE client_id > $1 ORDER BY client_id LIMIT $2`
	dropRegistration  = `DELETE FROM registered_clients WHERE client_id = $1`

	// The condition on token_hash lets one of several writers through who came with
	// the same token: it is another one afterwards.
	swapRegistration = `UPDATE registered_clients SET metadata = $3, token_hash = $4, updated_at = $5
WHERE client_id = $1 AND token_hash = $2`
)

// CreateRegistration keeps a new registered client, unless there are most already,
// which is 1 at least: that is authd.ErrFull.
func (db *DB) CreateRegistration(ctx context.Context, r authd.Registration, most int) error {
	return explain("register a client", db.atomically(ctx, func(tx runner) error {
		n, err := tx.exec(ctx, enterRegistry, most)
		switch {
		case err != nil:
			return err
		case n == 0:
			return authd.ErrFull
		}
		_, err = tx.exec(ctx, putRegistration, r.ClientID, r.Metadata, r.TokenHash, millis(r.CreatedAt), millis(r.UpdatedAt))
		return err
	}))
}

// ReplaceRegistration puts r in the place of the registration of the same client
// as it was read, before. Whoever else replaced or deleted it in between makes it
// authd.ErrConflict. The time of creation stays.
func (db *DB) ReplaceRegistration(ctx context.Context, before, r authd.Registration) error {
	return explain("replace a client's registration", db.atomically(ctx, func(tx runner) error {
		if _, err := tx.exec(ctx, changeRegistry); err != nil {
			return err
		}
		n, err := tx.exec(ctx, swapRegistration, before.ClientID, before.TokenHash, r.Metadata, r.TokenHash, millis(r.UpdatedAt))
		if err == nil && n == 0 {
			err = authd.ErrConflict
		}
		return err
	}))
}

// DeleteRegistration forgets a registered client. What it was given is worth
// nothing from then on, since it can no more say who it is, and no other client
// ever gets its id. Where there is none it is authd.ErrNotFound.
func (db *DB) DeleteRegistration(ctx context.Context, clientID string) error {
	return explain("delete a client's registration", db.atomically(ctx, func(tx runner) error {
		if _, err := tx.exec(ctx, leaveRegistry); err != nil {
			return err
		}
		n, err := tx.exec(ctx, dropRegistration, clientID)
		if err == nil && n == 0 {
			err = authd.ErrNotFound
		}
		return err
	}))
}

// RegistryRevision is another number after every change of what is registered, and
// 0 before the first one.
func (db *DB) RegistryRevision(ctx context.Context) (int64, error) {
	var revision int64
	err := db.read().row(ctx, loadRevision).Scan(&revision)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return revision, explain("load the revision of the registered clients", err)
}

// Registration returns one registered client; authd.ErrNotFound where there is none.
func (db *DB) Registration(ctx context.Context, clientID string) (authd.Registration, error) {
	var r authd.Registration
	err := db.read().row(ctx, loadRegistration, clientID).Scan(registrationFields(&r)...)
	return r, explain("load a client's registration", err)
}

// ListRegistrations returns at most limit registered clients, in the order of
// their ids, of those after the id after (empty: from the first on).
func (db *DB) ListRegistrations(ctx context.Context, after string, limit int) ([]authd.Registration, error) {
	rows, err := db.read().rows(ctx, listRegistrations, after, limit)
	if err != nil {
		return nil, explain("list registered clients", err)
	}
	defer func() { _ = rows.Close() }() // Err has told already
	var list []authd.Registration
	for rows.Next() {
		var r authd.Registration
		if err := rows.Scan(registrationFields(&r)...); err != nil {
			return nil, explain("list registered clients", err)
		}
		list = append(list, r)
	}
	return list, explain("list registered clients", rows.Err())
}

func registrationFields(r *authd.Registration) []any {
	return []any{&r.ClientID, &r.Metadata, &r.TokenHash, (*millis)(&r.CreatedAt), (*millis)(&r.UpdatedAt)}
}
