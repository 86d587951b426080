package server

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-chi/chi/v5"

	"authd/internal/authd"
	"authd/internal/authorize"
	"authd/internal/brand"
	"authd/internal/config"
	"authd/internal/devstyle"
	"authd/internal/discovery"
	"authd/internal/doctor"
	explain "authd/internal/explain/page"
	"authd/internal/pages"
	"authd/internal/testclock"
	"authd/internal/web"
)

// routes is the whole surface of the server.
func (s *Server) routes() http.Handler {
	f := s.features()
	issuer, dir := s.config.Directory.Tenant.Issuer, s.config.Directory
	r := chi.NewRouter()
	r.Use(web.Identify(s.config.Server.TrustedProxies), s.watch, web.Recover(s.log), web.Deadline(requestTimeout), web.Guard(issuer), web.Headers(issuer))
	r.NotFound(f.edge.Page(notFound))
	r.MethodNotAllowed(f.edge.Page(methodNotAllowed))

	// What may sign, write or wait goes through the crowd; what anyone may read, and
	// the check of a token, do not.
	page := func(h web.HandlerFunc) http.HandlerFunc { return f.edge.Page(s.crowd.Limit(h)) }
	both(r, "/authorize", page(f.crossorigin.Verified(f.authorize.Serve(authorize.Door{Find: f.crossorigin.Find}))))
	r.Get("/authorize/resume", page(f.authorize.Resume(f.sessions.Current)))
	r.Get("/passwordless/verify_redirect", page(web.TopLevel(f.authorize.Serve(authorize.Door{Find: f.redeem, NonceOptional: true}))))

	form := web.SameOrigin(issuer)
	r.Get("/u/login", page(f.login.ShowLogin))
	r.Post("/u/login", page(form(f.login.TakeAddress)))
	r.Get("/u/code", page(f.login.ShowCode))
	r.Post("/u/code", page(form(f.login.TakeCode)))
	r.Get("/u/consent", page(f.consent.Show))
	r.Post("/u/consent", page(form(f.consent.Take)))
	r.Get("/activate", page(f.activate.Ask))
	r.Post("/activate", page(form(f.activate.TakeCode)))
	r.Get("/activate/confirm", page(f.activate.Confirm))
	r.Post("/activate/confirm", page(form(f.activate.Take)))
	getAndHead(r, "/passwordless/link", page(f.login.ShowLink))
	r.Post("/passwordless/link", page(form(f.login.UseLink)))

	r.Get("/v2/logout", page(web.TopLevel(f.logout.Auth0)))
	both(r, "/oidc/logout", page(f.logout.OIDC))
	getAndHead(r, "/oidc/check-session", page(f.sessions.Frame()))
	r.Get("/u/logout-confirm", page(f.logout.Ask))
	r.Post("/u/logout-confirm", page(form(f.logout.Confirm)))

	sdk := web.CORS{Origins: vouchedOrigins(dir), Methods: []string{"POST"}, Headers: []string{"Content-Type", "Auth0-Client", "X-Request-Language"}}
	r.Method(http.MethodPost, "/passwordless/start", sdk.Wrap(f.edge.API(s.crowd.Limit(s.limited(f.passwordless.Start)))))
	r.Method(http.MethodOptions, "/passwordless/start", sdk.Wrap(nil))
	r.Method(http.MethodPost, "/passwordless/verify", sdk.Wrap(f.edge.API(s.crowd.Limit(f.passwordless.Verify))))
	r.Method(http.MethodOptions, "/passwordless/verify", sdk.Wrap(nil))

	crossOriginRoutes(r, f, dir)
	legacyRoutes(r, f, dir)
	widgetRoutes(r, f.edge, dir)

	token := web.CORS{Origins: origins(dir), Methods: []string{"POST"}, Headers: []string{"Authorization", "Content-Type", "Auth0-Client", "DPoP"}}
	r.Handle("/oauth/token", token.Wrap(f.edge.API(s.crowd.Limit(s.limited(f.grants.Token)))))
	r.Method(http.MethodPost, "/oauth/device/code", token.Wrap(f.edge.API(s.limited(f.grants.DeviceCode))))
	r.Method(http.MethodOptions, "/oauth/device/code", token.Wrap(nil))
	r.Method(http.MethodPost, "/oauth/revoke", token.Wrap(f.edge.API(s.limited(f.revocation.Revoke))))
	r.Method(http.MethodOptions, "/oauth/revoke", token.Wrap(nil))
	r.Method(http.MethodPost, "/oauth/par", token.Wrap(f.edge.API(s.limited(f.push))))
	r.Method(http.MethodOptions, "/oauth/par", token.Wrap(nil))
	r.Method(http.MethodPost, "/oauth/introspect", f.edge.API(s.limited(f.introspection.Serve))) // for servers: no page has a secret to show

	bearer := web.CORS{Origins: origins(dir), Methods: []string{"GET", "POST"}, Headers: []string{"Authorization", "Content-Type", "Auth0-Client", "DPoP"}}
	both(r, "/userinfo", bearer.Wrap(f.edge.API(f.userinfo.Serve)))
	r.Method(http.MethodOptions, "/userinfo", bearer.Wrap(nil))

	s.registrationRoutes(r, f)
	s.documentRoutes(r, f)
	s.developmentRoutes(r, f)
	return r
}

// documentRoutes are what anyone may read: metadata, keys and stylesheets.
func (s *Server) documentRoutes(r chi.Router, f features) {
	public := web.CORS{Origins: []string{"*"}, Methods: []string{"GET"}, Headers: []string{"Content-Type", "Auth0-Client"}}
	for path, handler := range map[string]web.HandlerFunc{
		"/.well-known/openid-configuration":       discovery.Configuration(s.config.Directory),
		"/.well-known/oauth-authorization-server": discovery.Configuration(s.config.Directory), // RFC 8414 §3
		"/.well-known/jwks.json":                  discovery.JWKS(s.ring.JWKS),
	} {
		getAndHead(r, path, public.Wrap(f.edge.API(handler)))
		r.Method(http.MethodOptions, path, public.Wrap(nil))
	}
	for path, handler := range pages.Stylesheets(brands(s.config.Directory)) {
		getAndHead(r, path, f.edge.Page(handler))
	}
}

// developmentRoutes are what only a development server has.
func (s *Server) developmentRoutes(r chi.Router, f features) {
	page := f.edge.Page
	if s.config.Dev.Enabled {
		for _, path := range devstyle.Paths {
			r.Get(path, page(devstyle.Serve))
		}
		r.Get(doctor.Path, page(f.doctor.Page))
		r.Get(doctor.Path+".css", page(f.doctor.Style))
		r.Get(explain.Path, page(f.explain.Page))
		r.Get(explain.Path+".json", page(f.explain.JSON))
		r.Get(explain.Path+".css", page(f.explain.Style))
	}
	if s.clock != nil {
		clock := s.clockHandler()
		r.Get(testclock.Path, f.edge.API(clock.Show).ServeHTTP)
		r.Post(testclock.Path, f.edge.API(clock.Move).ServeHTTP)
	}
	if s.inbox != nil {
		r.Get("/dev/inbox", page(s.inbox.Page))
		r.Get("/dev/inbox/mail", page(s.inbox.Mail))
		r.Get("/dev/inbox.json", page(s.inbox.List))
		r.Get("/dev/inbox.css", page(s.inbox.Style))
		r.Get("/dev/inbox.js", page(s.inbox.Script))
	}
}

// clockHandler answers for the clock, which there must be.
func (s *Server) clockHandler() testclock.Handler {
	return testclock.Handler{Clock: s.clock, Parse: config.ParseSpan, Moved: s.catchUp}
}

// brands are the looks that pages can have.
func brands(dir authd.Directory) []brand.Brand {
	list := []brand.Brand{dir.Tenant.Brand}
	for _, c := range dir.Clients {
		list = append(list, c.Brand)
	}
	return list
}

// vouchedOrigins are origins without those of clients that registered themselves:
// whose page it is that has its visitors' browsers ask for mails and try codes, and
// so spends their limits, the operator must have said.
func vouchedOrigins(dir authd.Directory) []string {
	known := maps.Clone(dir.Clients)
	maps.DeleteFunc(known, func(_ string, c authd.Client) bool { return c.Registered })
	return origins(authd.Directory{Clients: known})
}

func both(r chi.Router, path string, h http.Handler) {
	r.Method(http.MethodGet, path, h)
	r.Method(http.MethodPost, path, h)
}

func getAndHead(r chi.Router, path string, h http.Handler) {
	r.Method(http.MethodGet, path, h)
	r.Method(http.MethodHead, path, h)
}

// origins are all pages the clients are served from. A preflight names no
// client, so the check is over all of them.
func origins(dir authd.Directory) []string {
	var list []string
	for _, c := range dir.Clients {
		list = append(append(list, c.WebOrigins...), c.AllowedOrigins...)
		for _, callback := range c.Callbacks {
			if u, err := url.Parse(callback); err == nil && u.Host != "" {
				list = append(list, u.Scheme+"://"+u.Host)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
