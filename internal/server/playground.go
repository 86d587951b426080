package server

import (
	"net/http"
	"net/url"
	"strings"

	"authd/internal/authd"
	"authd/internal/doctor"
	"authd/internal/explain"
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
	app := playground.New(playground.Options{
		Issuer: issuer, ClientID: p.ClientID, Audience: p.Audience, Inbox: inbox, Doctor: s.doctorURL(p), Explain: s.explain,
	})
	return web.Recover(s.log)(web.Guard(p.Origin + "/")(app))
}

// doctorURL is the doctor's page about the playground, empty where it is not served.
func (s *Server) doctorURL(p *Playground) string {
	if !s.config.Dev.Enabled {
		return ""
	}
	q := url.Values{"client_id": {p.ClientID}, "origin": {p.Origin}}
	return strings.TrimSuffix(s.config.Directory.Tenant.Issuer, "/") + doctor.Path + "?" + q.Encode()
}

// explain answers the playground's questions from the plan that tokens are
// issued from.
func (s *Server) explain(q url.Values) (any, error) {
	plan, err := explain.Plan(s.config.Directory, explain.Question{
		Client: q.Get("client_id"), Audience: q.Get("audience"), Scope: q.Get("scope"),
		ResponseType: q.Get("response_type"), Grant: q.Get("grant_type"), ExpiresIn: q.Get("expires_in"),
	})
	if err != nil {
		return nil, err
	}
	return plan, nil
}
