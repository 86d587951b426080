package server

import (
	"context"
	"fmt"
	"strings"
	"time"

	"authd/internal/authd"
	"authd/internal/changes"
	"authd/internal/config"
)

// Reload lets the server go on under another configuration. Requests in hand end
// under the one they began with; nothing that is kept is touched, so nobody is
// logged out. It returns what changed, a sentence a line. Its error says why the
// configuration that was in force still is.
func (s *Server) Reload(ctx context.Context, snapshot *config.Snapshot) ([]string, error) {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	running := s.current.Load()
	kept, later := snapshot.Under(running.config)
	next := &Server{core: s.core, config: kept, registry: registry{written: kept}}
	next.memory = next.remember(running)
	if err := next.readRegistry(ctx); err != nil {
		return nil, err
	}
	if err := next.takeOver(ctx); err != nil {
		return nil, err
	}
	lines := running.differences(ctx, next, snapshot)
	if err := s.noteReload(ctx, lines); err != nil {
		return nil, err
	}
	if len(lines) > 0 {
		s.implicit.announce(kept.Directory.Clients)
	}
	s.current.Store(next)
	s.metrics.Reloaded(s.now())
	if len(later) > 0 {
		lines = append(lines, "counts only after a restart: "+strings.Join(later, ", "))
	}
	return lines, nil
}

// takeOver makes ready what the configuration of s needs: keys, certificate,
// templates and handlers.
func (s *Server) takeOver(ctx context.Context) error {
	if err := s.changeKeys(ctx); err != nil {
		return err
	}
	if err := s.readCertificate(); err != nil {
		return err
	}
	return s.build(ctx)
}

// changeKeys lets the ring have what the configuration of s signs with.
func (s *Server) changeKeys(ctx context.Context) error {
	options, err := KeyOptions(s.config, s.log)
	if err != nil {
		return err
	}
	if err := s.ring.Change(ctx, options, s.now()); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	return nil
}

// differences tells what next changes. What the file says is compared, not what
// is kept of it, so that the next reload does not tell the same once more.
func (s *Server) differences(ctx context.Context, next *Server, snapshot *config.Snapshot) []string {
	before := changes.Side{Directory: s.config.Directory, Settings: s.config.Settings, IsSecret: config.IsSecret}
	after := changes.Side{Directory: next.config.Directory, Settings: snapshot.Settings, IsSecret: config.IsSecret}
	lines := changes.Between(before, after)
	if len(lines) == 0 {
		return nil
	}
	return append(lines, s.ending(ctx, before.Directory, after.Directory))
}

// counting is how long sessions are counted. Tens of millions take longer, and a
// configuration does not wait for a sentence.
const counting = 2 * time.Second

// ending says how many sessions end.
func (s *Server) ending(ctx context.Context, before, after authd.Directory) string {
	ctx, done := context.WithTimeout(ctx, counting)
	defer done()
	live, err := s.store.LiveSessions(ctx, s.now())
	if err != nil {
		s.log.Warn("counting sessions", "error", err)
		return "how many sessions end was not counted"
	}
	all := 0
	for _, n := range live {
		all += n
	}
	return fmt.Sprintf("%d of %d sessions end", changes.Ending(before, after, live), all)
}
