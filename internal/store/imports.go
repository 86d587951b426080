package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"time"

	"authd/internal/authd"
)

const importedUser = `SELECT 1 FROM users WHERE id = $1 AND connection = $2 AND identifier = $3`

// ImportUsers keeps people who come from elsewhere: all of them in one
// transaction, so that an error means none. It says what became of each, in
// their order. Nobody who is there already is changed. Of two with one address the
// first is kept, of two with one id the one whose address comes first.
func (db *DB) ImportUsers(ctx context.Context, users []authd.User, now time.Time) ([]authd.Imported, error) {
	var results []authd.Imported
	err := db.atomically(ctx, func(tx runner) error {
		results = make([]authd.Imported, len(users))
		for _, i := range byAddress(users) {
			var err error
			if results[i], err = importOne(ctx, tx, users[i]); err != nil {
				return err
			}
		}
		return noteImport(ctx, tx, results, now)
	})
	if err != nil {
		return nil, explain("import users", err)
	}
	return results, nil
}

// noteImport is one event for all of them: who it was is in the file.
func noteImport(ctx context.Context, tx runner, results []authd.Imported, now time.Time) error {
	added := 0
	for _, r := range results {
		if r == authd.ImportAdded {
			added++
		}
	}
	if added == 0 {
		return nil
	}
	return tx.note(ctx, authd.Event{Type: authd.EventUsersImported, At: now, Detail: strconv.Itoa(added)})
}

// byAddress is the order in which users are written: the same one for all
// writers, so that two do not wait for each other.
func byAddress(users []authd.User) []int {
	order := make([]int, len(users))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(users[a].Connection, users[b].Connection), cmp.Compare(users[a].Identifier, users[b].Identifier))
	})
	return order
}

func importOne(ctx context.Context, tx runner, u authd.User) (authd.Imported, error) {
	n, err := tx.exec(ctx, createUser, userValues(u)...)
	if err != nil || n == 1 {
		return authd.ImportAdded, err
	}
	// Whatever is there wins, by whichever key: a person who logged in here has
	// proved more than a file.
	var one int
	err = tx.row(ctx, importedUser, u.ID, u.Connection, u.Identifier).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return authd.ImportContested, nil
	}
	return authd.ImportKnown, err
}
