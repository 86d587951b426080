package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/sync/errgroup"

	"authd/internal/config"
	"authd/internal/localca"
)

// Bounds that keep a slow or greedy peer from holding the server.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 32 << 10
	mostAtOnce        = 1024             // requests that may sign, write or wait
	requestTimeout    = 10 * time.Second // for the database and whatever else a request waits for
	stopTimeout       = 15 * time.Second
)

// Run listens and works until ctx ends. It says that it is not ready any more, goes
// on for shutdown_delay, so that proxies stop sending, and then finishes the
// requests in hand. ready is called once every address accepts connections.
func (s *Server) Run(ctx context.Context, ready func()) error {
	serving, stop := s.untilDrained(ctx)
	defer stop()
	group, ctx := errgroup.WithContext(serving)
	for _, l := range s.listeners() {
		if err := l.open(ctx); err != nil {
			return err
		}
		group.Go(func() error { return l.serve(ctx) })
	}
	group.Go(func() error { s.worker.Run(ctx); return nil })
	group.Go(func() error { s.notifier.Run(ctx); return nil })
	group.Go(func() error { s.tick(ctx); return nil })
	group.Go(func() error { s.sweeping(ctx); return nil })
	group.Go(func() error { s.follow(ctx); return nil })
	ready()
	return group.Wait()
}

// A listener is one address and what is served there.
type listener struct {
	setting string // the setting to change when the address cannot be used
	address string
	tls     *tls.Config
	handler http.Handler
	log     *log.Logger // what peers do to a connection before there is a request; nil: to stderr
	socket  net.Listener
}

func (s *Server) listeners() []*listener {
	// At info, because any peer can end a handshake, and scanners do all day.
	peers := slog.NewLogLogger(s.log.Handler(), slog.LevelInfo)
	list := []*listener{{log: peers, setting: "server.listen", address: s.config.Server.Listen, tls: s.tls, handler: s.Handler()}}
	if s.config.Server.AdminListen != "" {
		list = append(list, &listener{log: peers, setting: "server.admin_listen", address: s.config.Server.AdminListen, handler: s.admin()})
	}
	if p := s.options.Playground; p != nil {
		list = append(list, &listener{log: peers, setting: "--playground-port", address: p.Listen, tls: s.tls, handler: s.playgroundHandler()})
	}
	return list
}

func (l *listener) open(ctx context.Context) error {
	var config net.ListenConfig
	socket, err := config.Listen(ctx, "tcp", l.address)
	if err != nil {
		var inner *net.OpError
		if errors.As(err, &inner) {
			err = inner.Err // the rest of it is the address once more
		}
		return fmt.Errorf("%s: cannot listen on %s: %w; choose another address", l.setting, l.address, err)
	}
	if l.tls != nil {
		socket = tls.NewListener(socket, l.tls)
	}
	l.socket = socket
	return nil
}

func (l *listener) serve(ctx context.Context) error {
	server := newHTTPServer(l.handler)
	server.ErrorLog = l.log
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		stopped <- server.Shutdown(deadline)
	}()
	if err := server.Serve(l.socket); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

func newHTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
	}
}

// openTLS makes what server.tls asks for.
func (s *Server) openTLS(context.Context) error {
	switch t := s.config.Server.TLS; t.Mode {
	case "off":
		return nil
	case "files":
		s.tls = tlsConfig(func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return s.certificate.Load(), nil })
		return s.readCertificate()
	default:
		return s.openLocalCA()
	}
}

// readCertificate reads the files of tls.mode files, at the start and whenever the
// configuration is looked at again: certificates are renewed in place.
func (s *Server) readCertificate() error {
	t := s.config.Server.TLS
	if t.Mode != config.TLSFiles {
		return nil
	}
	cert, err := tls.LoadX509KeyPair(t.CertFile, t.KeyFile)
	if err != nil {
		return fmt.Errorf("server.tls: %w", err)
	}
	s.certificate.Store(&cert)
	return nil
}

// openLocalCA goes by the real time, as browsers do.
func (s *Server) openLocalCA() error {
	u, err := url.Parse(s.config.Directory.Tenant.Issuer)
	if err != nil {
		return fmt.Errorf("issuer: %w", err)
	}
	ca, err := localca.Open(s.config.DataDir, []string{u.Hostname(), "localhost", "127.0.0.1", "::1"}, s.options.Now)
	if err != nil {
		return fmt.Errorf("server.tls.mode local: %w", err)
	}
	s.tls = tlsConfig(ca.GetCertificate)
	return nil
}

func tlsConfig(get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: get, NextProtos: []string{"h2", "http/1.1"}}
}
