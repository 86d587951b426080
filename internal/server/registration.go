package server

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/config/document"
	"authd/internal/outbound"
	"authd/internal/registration"
	"authd/internal/throttle"
	"authd/internal/web"
)

// A registry is what a Server knows of the clients that registered themselves.
type registry struct {
	written    *config.Snapshot  // the configuration without them
	revision   int64             // of the store, when they were read
	registered map[string]client // by client_id
}

// A client is a registered one as the server works with it, and what it was made
// of, so that it is not made again, or left out again with a word in the log, for
// nothing.
type client struct {
	authd.Client
	metadata string
	leftOut  bool
}

// pageOfClients is how many registered clients are read at once.
const pageOfClients = 1000

// inForce is the server to answer with: that of the configuration in force, which
// knows the clients that are registered by now, whichever instance registered them.
// Where the database cannot be asked, it goes on with those it knows.
func (c *core) inForce(ctx context.Context) *Server {
	running := c.current.Load()
	if !running.config.Registration.Enabled {
		return running
	}
	revision, err := c.store.RegistryRevision(ctx)
	if err == nil && revision != running.revision {
		running, err = c.followRegistry(ctx, revision)
	}
	if err != nil && ctx.Err() == nil {
		c.log.Error("registered clients cannot be read; those that are known stay", "error", err)
	}
	return running
}

// followRegistry makes the server that knows the clients registered by now the one
// in force, unless another request has.
func (c *core) followRegistry(ctx context.Context, revision int64) (*Server, error) {
	c.reloading.Lock()
	defer c.reloading.Unlock()
	running := c.current.Load()
	if running.revision == revision {
		return running, nil
	}
	next := *running
	if err := next.readRegistry(ctx); err != nil {
		return running, err
	}
	if err := next.changeKeys(ctx); err != nil {
		return running, err
	}
	next.makeHandlers()
	c.current.Store(&next)
	return &next, nil
}

// openRegistry reads the registered clients at the start.
func (s *Server) openRegistry(ctx context.Context) error {
	if err := s.readRegistry(ctx); err != nil || len(s.registered) == 0 {
		return err
	}
	return s.changeKeys(ctx)
}

// readRegistry adds the registered clients to the configuration of s. The revision
// is read first: what changes meanwhile has another one, and is read again.
func (s *Server) readRegistry(ctx context.Context) error {
	s.config = s.written
	if !s.written.Registration.Enabled {
		return nil
	}
	revision, err := s.store.RegistryRevision(ctx)
	if err != nil {
		return err
	}
	known := s.registered
	s.registry = registry{written: s.written, revision: revision, registered: map[string]client{}}
	for after, more := "", true; more; {
		page, err := s.store.ListRegistrations(ctx, after, pageOfClients)
		if err != nil {
			return err
		}
		for _, r := range page {
			s.admit(r, known)
			after = r.ClientID
		}
		more = len(page) == pageOfClients
	}
	s.config = s.written.With(s.directory())
	return nil
}

// admit takes r in, unless the rules of now refuse what was registered earlier: then
// the client is left out and the log says why.
func (s *Server) admit(r authd.Registration, known map[string]client) {
	c, is := known[r.ClientID]
	if !is || c.metadata != r.Metadata {
		admitted, err := s.judged(r)
		if err != nil {
			s.log.Warn("registered client left out", "client_id", r.ClientID, "error", err)
		}
		c = client{admitted, r.Metadata, err != nil}
	}
	s.registered[r.ClientID] = c
}

// judged is the client that r stands for, by the rules of now.
func (s *Server) judged(r authd.Registration) (authd.Client, error) {
	return s.registrar().Admit(r, s.written.Client)
}

// directory is the clients that are not left out.
func (g registry) directory() map[string]authd.Client {
	clients := map[string]authd.Client{}
	for id, c := range g.registered {
		if !c.leftOut {
			clients[id] = c.Client
		}
	}
	return clients
}

func (s *Server) registrar() registration.Registry {
	return registration.NewRegistry(s.written, s.ring.Hash)
}

func (s *Server) registration() *registration.Handler {
	is := s.config.Registration
	return &registration.Handler{
		Registry: s.registrar(), Issuer: s.config.Directory.Tenant.Issuer, InitialAccessToken: is.InitialAccessToken, Most: is.MaxClients,
		Judge: s.judge, Store: s.store, Source: outbound.Guard{Allowed: s.reachable()},
		Limiter: &throttle.Limiter{Counters: s.store, Hasher: s.ring}, Rates: s.config.Limits.RegistrationPerIP, Guesses: s.tokens, Now: s.now, Log: s.log,
	}
}

func (s *Server) judge(c document.Client) error {
	_, err := s.written.Client(c)
	return err
}

// registrationRoutes are there only where clients may register themselves. Any page
// may call them: what counts is the token, which no browser sends by itself.
func (s *Server) registrationRoutes(r chi.Router, f features) {
	if !s.config.Registration.Enabled {
		return
	}
	anyPage := web.CORS{Origins: []string{"*"}, Methods: []string{"GET", "POST", "PUT", "DELETE"}, Headers: []string{"Authorization", "Content-Type"}}
	one := registration.Path + "/{client_id}"
	for _, route := range []struct {
		method, path string
		serve        web.HandlerFunc
	}{
		{http.MethodPost, registration.Path, f.registration.Register},
		{http.MethodGet, one, f.registration.Read},
		{http.MethodPut, one, f.registration.Replace},
		{http.MethodDelete, one, f.registration.Delete},
	} {
		r.Method(route.method, route.path, anyPage.Wrap(f.edge.API(route.serve)))
	}
	r.Method(http.MethodOptions, registration.Path, anyPage.Wrap(nil))
	r.Method(http.MethodOptions, one, anyPage.Wrap(nil))
}
