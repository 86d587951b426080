package server

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"authd/internal/authcode"
	"authd/internal/authd"
	"authd/internal/doctor"
	"authd/internal/explain"
	"authd/internal/explain/page"
	"authd/internal/playground"
	"authd/internal/web"
)

// playgroundRoutes serves the playground on its own origin, as any application is.
func (s *Server) playgroundRoutes(p *Playground) http.Handler {
	issuer := s.config.Directory.Tenant.Issuer
	inbox := s.inboxes()[authd.StrategyEmail]
	if inbox != "" {
		inbox = strings.TrimSuffix(issuer, "/") + inbox
	}
	dir := s.config.Directory
	app := playground.New(playground.Options{
		Issuer: issuer, ClientID: p.ClientID, Clients: triedClients(dir), APIs: triedAPIs(dir), CodeLifetime: authcode.Lifetime,
		Inbox: inbox, Doctor: s.doctorURL(p), Explanations: s.explainURL(), Explain: s.explain, Clock: s.playgroundClock(),
	})
	return web.Recover(s.log)(web.Guard(p.Origin + "/")(app))
}

// triedClients are all clients, by id: the page says of each whether it can be
// tried.
func triedClients(dir authd.Directory) []playground.Client {
	list := []playground.Client{}
	for _, id := range slices.Sorted(maps.Keys(dir.Clients)) {
		list = append(list, triedClient(dir, dir.Clients[id]))
	}
	return list
}

func triedClient(dir authd.Directory, c authd.Client) playground.Client {
	client := playground.Client{
		ID: c.ID, Name: c.Name, Callbacks: c.Callbacks, WebOrigins: c.WebOrigins, CrossOrigin: c.CrossOrigin,
		FirstParty: c.FirstParty, AllowRequestedLifetime: c.AllowRequestedLifetime.V, AuthMethod: string(authMethod(c)),
	}
	for _, grant := range c.GrantTypes.V {
		client.GrantTypes = append(client.GrantTypes, string(grant))
	}
	for _, name := range c.Connections {
		connection := dir.Connections[name]
		client.Connections = append(client.Connections, playground.Connection{
			Name: name, Strategy: connection.Strategy, CodeLifetime: playground.Seconds(connection.CodeLifetime),
		})
	}
	return client
}

// authMethod is c's way to prove who it is, said out loud where the configuration
// leaves it to the secret.
func authMethod(c authd.Client) authd.AuthMethod {
	switch {
	case c.AuthMethod != "":
		return c.AuthMethod
	case c.Public():
		return authd.AuthNone
	}
	return authd.AuthPost
}

func triedAPIs(dir authd.Directory) []playground.API {
	list := []playground.API{}
	for _, identifier := range slices.Sorted(maps.Keys(dir.APIs)) {
		a := dir.APIs[identifier]
		api := playground.API{Identifier: identifier, Name: a.Name, AllowOfflineAccess: a.AllowOfflineAccess.V}
		for _, scope := range a.Scopes {
			api.Scopes = append(api.Scopes, scope.Value)
		}
		list = append(list, api)
	}
	return list
}

// playgroundClock moves the same time as /dev/clock, from the playground's
// origin. Nil where there is no clock.
func (s *Server) playgroundClock() http.Handler {
	if s.clock == nil {
		return nil
	}
	clock, api := s.clockHandler(), web.Edge{Log: s.log}
	mux := http.NewServeMux()
	mux.Handle("GET /", api.API(clock.Show))
	mux.Handle("POST /", api.API(clock.Move))
	return mux
}

// doctorURL is the doctor's page about the playground, empty where it is not served.
func (s *Server) doctorURL(p *Playground) string {
	if !s.config.Dev.Enabled {
		return ""
	}
	q := url.Values{"client_id": {p.ClientID}, "origin": {p.Origin}}
	return strings.TrimSuffix(s.config.Directory.Tenant.Issuer, "/") + doctor.Path + "?" + q.Encode()
}

// explainURL is the page of explanations, empty where it is not served.
func (s *Server) explainURL() string {
	if !s.config.Dev.Enabled {
		return ""
	}
	return strings.TrimSuffix(s.config.Directory.Tenant.Issuer, "/") + page.Path
}

// explain answers the playground's questions from the plan that tokens are
// issued from.
func (s *Server) explain(q url.Values) (any, error) {
	plan, err := explain.Plan(s.config.Directory, explain.Question{
		Client: q.Get("client_id"), Audience: q.Get("audience"), Resource: q.Get("resource"), Scope: q.Get("scope"),
		ResponseType: q.Get("response_type"), Grant: q.Get("grant_type"), ExpiresIn: q.Get("expires_in"),
	})
	if err != nil {
		return nil, err
	}
	return plan, nil
}
