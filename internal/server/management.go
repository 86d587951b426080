package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/management"
	"authd/internal/passwordless"
	"authd/internal/people"
	"authd/internal/web"
)

// makePeople makes the people of dev.users who are not there yet. Who is there
// stays as they are: a login or a program may have changed them.
func (s *Server) makePeople(ctx context.Context) error {
	now := s.now().Truncate(time.Millisecond)
	for _, u := range s.config.Dev.Users {
		u.CreatedAt, u.UpdatedAt = now, now
		if err := s.store.CreateUser(ctx, u); err != nil && !errors.Is(err, authd.ErrTaken) {
			return fmt.Errorf("dev.users: %w", err)
		}
	}
	return nil
}

// managementAPI is the API by which programs keep people; nil without a token.
func (s *Server) managementAPI() http.Handler {
	if s.config.Admin.Token == "" {
		return nil
	}
	api := &management.Handler{
		Token: s.config.Admin.Token, Guesses: s.tokens, Directory: people.Directory(s.config.Directory.Connections),
		Read: s.store, Write: s.store, NewID: passwordless.NewID, Now: s.now, Log: s.log,
	}
	handler := web.Recover(s.log)(api.Handler())
	return web.Identify(s.config.Server.TrustedProxies)(web.Watch(s.now, web.Log(s.log))(handler))
}
