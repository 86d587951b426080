package server

import (
	"context"
	"fmt"
	"strings"

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
	lines, err := running.differences(ctx, next, snapshot)
	if err != nil {
		return nil, err
	}
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
func (s *Server) differences(ctx context.Context, next *Server, snapshot *config.Snapshot) ([]string, error) {
	before := changes.Side{Directory: s.config.Directory, Settings: s.config.Settings, IsSecret: config.IsSecret}
	after := changes.Side{Directory: next.config.Directory, Settings: snapshot.Settings, IsSecret: config.IsSecret}
	lines := changes.Between(before, after)
	if len(lines) == 0 {
		return nil, nil
	}
	live, err := s.store.LiveSessions(ctx, s.now())
	if err != nil {
		return nil, err
	}
	all := 0
	for _, n := range live {
		all += n
	}
	return append(lines, fmt.Sprintf("%d of %d sessions end", changes.Ending(before.Directory, after.Directory, live), all)), nil
}
