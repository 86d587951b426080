package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"authd/internal/rig"
)

// connections are open to a server at once, and kept.
const connections = 32

// A site is one running authd with people who are logged in.
type site struct {
	store    string
	process  *rig.Process
	database int // the first process of its database, 0 where that is within the server
	mails    *rig.MailSink
	mailed   int           // how many addresses were promised a mail
	people   []*rig.Person // each asks on one connection only
	access   []string      // an opaque access token of each
	stranger *rig.Person   // keeps no cookies
	verifier *oidc.IDTokenVerifier
}

// open starts a server on a store and logs everybody in.
func (b *bench) open(ctx context.Context, store string) (*site, error) {
	mails, err := rig.NewMailSink()
	if err != nil {
		return nil, err
	}
	listen, err := rig.FreePort()
	if err != nil {
		return nil, err
	}
	setup := b.setup(store, listen)
	setup.SMTP = mails.Address
	s := &site{store: store, mails: mails}
	if store == "postgres" {
		s.database = b.database
	}
	if s.process, err = setup.Start(ctx, b.binary, store, listen); err != nil {
		return nil, errors.Join(err, mails.Close())
	}
	if err := s.fill(ctx, setup.Issuer); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// setup is that of a server on a store.
func (b *bench) setup(store, listen string) rig.Setup {
	s := rig.Setup{
		Folder: b.folder, Driver: store, DSN: filepath.Join(b.folder, "authd.db"),
		Issuer: "http://localhost" + listen[strings.LastIndexByte(listen, ':'):] + "/",
	}
	if store == "postgres" {
		s.DSN = b.dsn
	}
	return s
}

func (s *site) close() error {
	return errors.Join(s.process.Stop(), s.mails.Close())
}

// fill logs everybody in by the hosted pages.
func (s *site) fill(ctx context.Context, issuer string) error {
	transport := &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return err
	}
	s.verifier = provider.VerifierContext(ctx, &oidc.Config{SkipClientIDCheck: true}) // access tokens, too
	s.stranger = rig.NewPerson(issuer, 0, transport)
	s.stranger.HTTP.Jar = nil
	for i := range rig.People {
		person := rig.NewPerson(issuer, i, transport)
		a, err := person.Login(ctx, rig.Ask())
		if err != nil {
			return err
		}
		s.people, s.access = append(s.people, person), append(s.access, a.Values().Get("access_token"))
	}
	s.mailed = rig.People
	return s.allMailed(ctx)
}

// allMailed waits until every mail that was promised was handed over.
func (s *site) allMailed(ctx context.Context) error {
	ctx, enough := context.WithTimeout(ctx, 5*time.Minute)
	defer enough()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for len(s.mails.Mails()) < s.mailed {
		select {
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("%d of %d mails came: %w", len(s.mails.Mails()), s.mailed, ctx.Err())
		}
	}
	return nil
}

// person is who sends request i.
func (s *site) person(i int) *rig.Person { return s.people[i%len(s.people)] }
