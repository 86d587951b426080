package server

import (
	"authd/internal/authd"
	"authd/internal/crossorigin"
	"authd/internal/passwordless"
	"authd/internal/session"
)

func (s *Server) crossorigin(service *passwordless.Service, sessions *session.Sessions) *crossorigin.Handler {
	return &crossorigin.Handler{
		Directory: s.config.Directory, Passwordless: service, Sessions: sessions, Tickets: s.store,
		Hash: s.ring.Hash, Now: s.now, Secure: sessions.Secure,
	}
}

// crossOrigins are the pages of clients that may log people in themselves.
func crossOrigins(dir authd.Directory) []string {
	var list []string
	for _, c := range dir.Clients {
		if c.CrossOrigin {
			list = append(list, c.WebOrigins...)
		}
	}
	return list
}
