package transfer

import (
	"context"
	"errors"

	"authd/internal/store/engine"
)

// Move writes all that from holds into to, which must be empty. No server may use
// either: a SQLite file that one has open is an error. from stays as it is.
func Move(ctx context.Context, from, to engine.Source, progress Progress) ([]Table, error) {
	if err := there(from); err != nil {
		return nil, err
	}
	source, err := engine.Open(ctx, from)
	if err != nil {
		return nil, err
	}
	target, err := engine.Open(ctx, to)
	if err != nil {
		return nil, errors.Join(err, source.Close())
	}
	done, err := job{from: source, to: target, progress: progress}.run(ctx)
	return done, errors.Join(err, source.Close(), target.Close())
}
