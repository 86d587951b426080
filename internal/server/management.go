package server

import (
	"net/http"

	"authd/internal/management"
	"authd/internal/passwordless"
	"authd/internal/people"
	"authd/internal/web"
)

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
	return web.Identify(s.config.Server.TrustedProxies)(web.Log(s.log, s.now)(handler))
}
