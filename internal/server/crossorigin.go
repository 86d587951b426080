package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"authd/internal/authd"
	"authd/internal/crossorigin"
	"authd/internal/passwordless"
	"authd/internal/session"
	"authd/internal/web"
	"authd/internal/widget"
)

func (s *Server) crossorigin(service *passwordless.Service, sessions *session.Sessions) *crossorigin.Handler {
	return &crossorigin.Handler{
		Directory: s.config.Directory, Passwordless: service, Sessions: sessions, Devices: s.devices(), Tickets: s.store, Audit: s.store,
		Hash: s.ring.Hash, Now: s.now, Secure: sessions.Secure,
	}
}

// crossOriginRoutes are for logins on an application's own page.
func crossOriginRoutes(r chi.Router, f features, dir authd.Directory) {
	cors := web.CORS{Origins: crossOrigins(dir), Methods: []string{"POST"}, Headers: []string{"Content-Type", "Auth0-Client", "X-Request-Language"}, Credentials: true}
	r.Method(http.MethodPost, "/co/authenticate", cors.Wrap(f.edge.API(f.crossorigin.Authenticate)))
	r.Method(http.MethodOptions, "/co/authenticate", cors.Wrap(nil))
}

// legacyRoutes are for what popups of auth0.js still call.
func legacyRoutes(r chi.Router, f features, dir authd.Directory) {
	cors := web.CORS{Origins: vouchedOrigins(dir), Methods: []string{"POST"}, Headers: []string{"Content-Type", "Auth0-Client", "X-Request-Language"}}
	r.Method(http.MethodPost, "/oauth/ro", cors.Wrap(f.edge.API(f.legacy.Tokens)))
	r.Method(http.MethodOptions, "/oauth/ro", cors.Wrap(nil))
}

// widgetRoutes are what Lock loads before it shows anything.
func widgetRoutes(r chi.Router, edge web.Edge, dir authd.Directory) {
	lock := widget.Handler{Directory: dir}
	getAndHead(r, widget.ClientPath+"*", edge.API(lock.Client))
	anyone := web.CORS{Origins: []string{"*"}, Methods: []string{"GET", "POST"}, Headers: []string{"Content-Type", "Auth0-Client", "X-Request-Language"}}
	r.Method(http.MethodGet, "/user/geoloc/country", anyone.Wrap(edge.API(lock.Country)))
	r.Method(http.MethodOptions, "/user/geoloc/country", anyone.Wrap(nil))
	r.Method(http.MethodPost, "/passwordless/challenge", anyone.Wrap(edge.API(lock.Challenge)))
	r.Method(http.MethodOptions, "/passwordless/challenge", anyone.Wrap(nil))
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
