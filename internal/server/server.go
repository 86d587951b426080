package server

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"authd/internal/authd"
	"authd/internal/backchannel"
	"authd/internal/config"
	"authd/internal/delivery"
	"authd/internal/inbox"
	"authd/internal/keys"
	"authd/internal/metrics"
	"authd/internal/store"
	"authd/internal/testclock"
	"authd/internal/traces"
	"authd/internal/web"
)

// Options are what a Server is made of. Config, Now and Log are required.
type Options struct {
	Config     *config.Snapshot
	Now        func() time.Time
	Log        *slog.Logger
	Playground *Playground // nil: none is served
	Source     *Source     // nil: the configuration stays as it is
	// Environment is os.LookupEnv, for OpenTelemetry's variables; nil: no traces.
	Environment func(name string) (string, bool)
}

// Playground says where the playground is served and for whom.
type Playground struct {
	Origin   string // https://localhost:3443
	Listen   string // 127.0.0.1:3443
	ClientID string // the client chosen at first
}

// A Server is authd under one configuration: what is read from it, and the
// handlers. A reload makes another one on the same core.
type Server struct {
	*core
	memory
	registry
	config     *config.Snapshot // with the registered clients in its Directory
	composer   *delivery.Composer
	sender     delivery.Sender
	courier    *backchannel.Courier
	handler    http.Handler
	playground http.Handler // nil: none is served
	management http.Handler // nil: there is no admin.token
}

// A core is what outlives a change of the configuration.
type core struct {
	options     Options
	log         *slog.Logger
	now         func() time.Time // moved where there is a clock
	clock       *testclock.Clock // nil unless dev.clock
	store       *store.DB
	ring        *keys.Ring
	worker      *delivery.Worker
	notifier    *backchannel.Notifier
	inbox       *inbox.Inbox // nil unless messages go there
	metrics     *metrics.Metrics
	traces      *traces.Tracer // nil: nothing is followed
	implicit    *implicitUse
	tls         *tls.Config                     // nil: plain http
	certificate atomic.Pointer[tls.Certificate] // of tls.mode files
	current     atomic.Pointer[Server]          // under the configuration that is in force
	reloading   sync.Mutex
	draining    atomic.Bool // told to stop
	crowd       web.Crowd
}

// Open prepares a Server: the database is migrated, keys exist and templates
// are read. Nothing listens yet. Its errors name what to change.
func Open(ctx context.Context, o Options) (*Server, error) {
	s := &Server{core: &core{options: o, log: o.Log, now: o.Now, crowd: web.NewCrowd(mostAtOnce)}, config: o.Config, registry: registry{written: o.Config}}
	if o.Config.Dev.Clock {
		s.clock = testclock.New(o.Now)
		s.now = s.clock.Now
	}
	if err := s.openTraces(); err != nil {
		return nil, err
	}
	s.memory = s.remember(nil)
	for _, step := range []func(context.Context) error{s.openStore, s.openKeys, s.openRegistry, s.openWorker, s.openNotifier, s.openTLS, s.build} {
		if err := step(ctx); err != nil {
			s.Close()
			return nil, err
		}
	}
	s.implicit.announce(s.config.Directory.Clients)
	s.current.Store(s)
	return s, nil
}

// build reads what the configuration names and makes the handlers. No token is
// issued under it before the database knows how long that may live.
func (s *Server) build(ctx context.Context) error {
	if err := s.store.RaiseAccessLifetime(ctx, longestLifetime(s.config.Directory)); err != nil {
		return err
	}
	if err := s.readDelivery(); err != nil {
		return err
	}
	if err := s.makePeople(ctx); err != nil {
		return err
	}
	s.makeHandlers()
	return nil
}

// makeHandlers needs all else to be there.
func (s *Server) makeHandlers() {
	s.courier = s.newCourier()
	s.handler, s.management = s.routes(), s.managementAPI()
	if s.options.Playground != nil {
		s.playground = s.playgroundRoutes(s.options.Playground)
	}
}

// Handler serves the authorization server's own routes, each request under the
// configuration that is in force when it comes, with the clients registered by then.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.inForce(r.Context()).handler.ServeHTTP(w, r) })
}

// playgroundHandler is Handler for the playground.
func (s *Server) playgroundHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.current.Load().playground.ServeHTTP(w, r) })
}

// Close gives the database back. It is safe on a half-opened Server.
func (s *Server) Close() {
	s.closeTraces()
	if s.store == nil {
		return
	}
	if err := s.store.Close(); err != nil {
		s.log.Error("closing the database", "error", err)
	}
}

func (s *Server) openStore(ctx context.Context) error {
	db, err := s.awaitStore(ctx)
	if err != nil {
		return err
	}
	s.store = db
	s.openMetrics()
	return nil
}

func (s *Server) openKeys(ctx context.Context) error {
	options, err := KeyOptions(s.config, s.log)
	if err != nil {
		return err
	}
	if s.ring, err = keys.Open(ctx, s.store, options, s.now()); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	return nil
}

// KeyOptions says how a configuration wants its key ring, for the server and
// for the command that opens the same ring beside it. Where the configuration
// has no secret and the database is a file, the secret is read from the data
// folder, or made there.
func KeyOptions(c *config.Snapshot, log *slog.Logger) (keys.Options, error) {
	file := ""
	if c.Storage.Driver == "sqlite" {
		file = filepath.Join(c.DataDir, "secret")
	}
	secret, err := keys.LoadSecret(c.Secret, file)
	if err != nil {
		return keys.Options{}, fmt.Errorf("keys: %w", err)
	}
	return keys.Options{
		Secret: secret, Algs: signingAlgs(c.Directory), Log: log,
		RotateEvery: c.Keys.RotateEvery, PublishAhead: c.Keys.PublishAhead, Retain: longestLifetime(c.Directory) + time.Hour,
	}, nil
}

// signingAlgs are the public-key algorithms the configuration signs with.
func signingAlgs(dir authd.Directory) []string {
	seen := map[string]bool{"RS256": true}
	for _, a := range dir.APIs {
		seen[a.SigningAlg.Or("RS256")] = true
	}
	for _, c := range dir.Clients {
		seen[c.IDTokenAlg.Or("RS256")] = true
		seen[c.UserinfoAlg] = true
	}
	var algs []string
	for _, alg := range []string{"RS256", "PS256", "ES256"} {
		if seen[alg] {
			algs = append(algs, alg)
		}
	}
	return algs
}

// longestLifetime is how long a token issued now can be good at most: so long
// must a key that signs no more stay published.
func longestLifetime(dir authd.Directory) time.Duration {
	longest := 24 * time.Hour // the defaults of access and ID tokens
	raise := func(values ...authd.Value[time.Duration]) {
		for _, v := range values {
			longest = max(longest, v.V)
		}
	}
	raise(dir.Tenant.Userinfo.TokenLifetime, dir.Tenant.Userinfo.TokenLifetimeForWeb)
	for _, a := range dir.APIs {
		raise(a.TokenLifetime, a.TokenLifetimeForWeb)
	}
	for _, c := range dir.Clients {
		raise(c.IDTokenLifetime)
		for _, l := range c.TokenLifetimes {
			raise(l.TokenLifetime, l.TokenLifetimeForWeb)
		}
	}
	return longest
}

func secure(issuer string) bool {
	u, err := url.Parse(issuer)
	return err == nil && u.Scheme == "https"
}
