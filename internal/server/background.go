package server

import (
	"context"
	"time"
)

const (
	tickEvery  = 10 * time.Second // so soon does this instance see another's new keys
	sweepEvery = time.Minute
	sweepLimit = 1000 // rows a table and statement, so that no login waits for it
)

// tick looks after keys until ctx ends.
func (s *Server) tick(ctx context.Context) { every(ctx, tickEvery, s.tickKeys) }

// sweeping gives the space of expired rows back until ctx ends. A backlog takes
// minutes, in which keys must not wait.
func (s *Server) sweeping(ctx context.Context) { every(ctx, sweepEvery, s.sweep) }

func every(ctx context.Context, period time.Duration, deed func(context.Context)) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			deed(ctx)
		}
	}
}

func (s *Server) tickKeys(ctx context.Context) {
	ctx, done := context.WithTimeout(ctx, tickEvery)
	defer done()
	if err := s.ring.Tick(ctx, s.now()); err != nil {
		s.log.Error("looking after the keys", "error", err)
	}
}

// catchUp does what would have been done meanwhile, after the time was moved.
func (s *Server) catchUp(ctx context.Context) error {
	s.worker.Wake()
	s.sweep(ctx)
	return s.ring.Tick(ctx, s.now())
}

// sweep deletes expired rows. They are refused since they expired; this only
// gives their space back.
func (s *Server) sweep(ctx context.Context) {
	err := drain(ctx, func() (int, error) { return s.store.DeleteExpired(ctx, s.now(), sweepLimit) })
	if err != nil && ctx.Err() == nil {
		s.log.Error("deleting expired rows", "error", err)
	}
	s.sweepEvents(ctx)
}

// drain takes batch after batch until one is less than full, and returns the last
// one's error. After each it rests as long as that took: it never has more than
// half of the database's time, and the less the busier the database is (RE-18).
func drain(ctx context.Context, batch func() (int, error)) error {
	for {
		began := time.Now()
		n, err := batch()
		if n < sweepLimit || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Since(began)):
		}
	}
}
