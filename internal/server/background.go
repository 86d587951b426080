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

// tick looks after keys and expired rows until ctx ends.
func (s *Server) tick(ctx context.Context) {
	keys, sweep := time.NewTicker(tickEvery), time.NewTicker(sweepEvery)
	defer keys.Stop()
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-keys.C:
			s.tickKeys(ctx)
		case <-sweep.C:
			s.sweep(ctx)
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
	for ctx.Err() == nil {
		n, err := s.store.DeleteExpired(ctx, s.now(), sweepLimit)
		if err != nil {
			s.log.Error("deleting expired rows", "error", err)
			return
		}
		if n < sweepLimit {
			break
		}
	}
	s.sweepEvents(ctx)
}
