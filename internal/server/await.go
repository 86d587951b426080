package server

import (
	"context"
	"time"

	"authd/internal/store"
)

const (
	startPatience = 2 * time.Minute
	firstWait     = time.Second
	longestWait   = 10 * time.Second
)

// awaitStore opens the database. A server that cannot be reached yet is asked
// again for two minutes, since a database and the servers that need it are often
// started together; a wrong password or a locked file is told at once.
func (s *Server) awaitStore(ctx context.Context) (*store.DB, error) {
	patience, done := context.WithTimeout(ctx, startPatience)
	defer done()
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		db, err := store.Open(ctx, s.config.Storage.Driver, s.config.Storage.DSN)
		if err == nil || s.config.Storage.Driver != "postgres" || !store.Out(err) {
			return db, err
		}
		s.log.Warn("the database cannot be reached yet", "next_try_in", wait, "error", err)
		select {
		case <-patience.Done():
			return nil, err
		case <-time.After(wait):
		}
	}
}
