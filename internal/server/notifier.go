package server

import (
	"context"

	"authd/internal/authd"
	"authd/internal/backchannel"
	"authd/internal/outbound"
)

// openNotifier makes what tells clients of logouts, whatever the configuration
// says of them.
func (s *Server) openNotifier(context.Context) error {
	s.notifier = &backchannel.Notifier{Outbox: s.store, Sender: currentCourier{s.core}, Now: s.now, Log: s.log}
	return nil
}

// A currentCourier tells clients as the configuration in force says.
type currentCourier struct{ *core }

// Send hands n over.
func (c currentCourier) Send(ctx context.Context, n authd.LogoutNotice) error {
	return c.inForce(ctx).courier.Send(ctx, n)
}

func (s *Server) newCourier() *backchannel.Courier {
	dir := s.config.Directory
	return &backchannel.Courier{
		Clients: dir.Clients, Tokens: s.issuer(),
		Poster: fetcher{outbound.Guard{Allowed: s.reachable()}, s.traces}, Now: s.now, Log: s.log,
	}
}
