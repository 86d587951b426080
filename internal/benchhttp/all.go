package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// all measures rows on each store, and prints a table a store.
func (b *bench) all(ctx context.Context, chosen []row, out io.Writer) error {
	if err := b.circumstances(out, time.Now()); err != nil {
		return err
	}
	for _, store := range b.stores {
		if err := b.onStore(ctx, store, chosen, out); err != nil {
			return fmt.Errorf("%s: %w", store, err)
		}
	}
	return loadAverage(out, "after")
}

func (b *bench) onStore(ctx context.Context, store string, chosen []row, out io.Writer) error {
	s, err := b.open(ctx, store)
	if err != nil {
		return err
	}
	measured, err := b.measureAll(ctx, s, chosen)
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	printTable(out, store, chosen, measured)
	return nil
}

// measureAll takes figures of every row, run by run.
func (b *bench) measureAll(ctx context.Context, s *site, chosen []row) ([][]figures, error) {
	measured := make([][]figures, len(chosen))
	for run := range b.runs {
		for i, r := range chosen {
			fmt.Fprintf(os.Stderr, "%s, run %d of %d: %s\n", s.store, run+1, b.runs, r.key)
			f, err := b.measure(ctx, s, r)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", r.key, err)
			}
			measured[i] = append(measured[i], f)
		}
	}
	return measured, nil
}
