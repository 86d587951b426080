package server

import (
	"net/http"
	"strings"
	"time"

	"authd/internal/activate"
	"authd/internal/authcode"
	"authd/internal/authd"
	"authd/internal/authorize"
	"authd/internal/clientauth"
	"authd/internal/consent"
	"authd/internal/crossorigin"
	"authd/internal/device"
	"authd/internal/devicegrant"
	"authd/internal/doctor"
	"authd/internal/dpop"
	explain "authd/internal/explain/page"
	"authd/internal/grants"
	"authd/internal/introspection"
	"authd/internal/legacy"
	"authd/internal/locale"
	"authd/internal/login"
	"authd/internal/logout"
	"authd/internal/oauth"
	"authd/internal/pages"
	"authd/internal/pairwise"
	"authd/internal/passwordless"
	"authd/internal/passwordless/endpoints"
	"authd/internal/pending"
	"authd/internal/refresh"
	"authd/internal/registration"
	"authd/internal/revocation"
	"authd/internal/seal"
	"authd/internal/session"
	"authd/internal/throttle"
	"authd/internal/tokens"
	"authd/internal/userinfo"
	"authd/internal/web"
)

// features are the handlers under one configuration. No feature knows another;
// what one needs of the next is handed over here.
type features struct {
	edge          web.Edge
	activate      *activate.Handler
	authorize     *authorize.Handler
	crossorigin   *crossorigin.Handler
	consent       *consent.Handler
	doctor        *doctor.Handler
	explain       *explain.Handler
	legacy        *legacy.Handler
	login         *login.Handler
	logout        *logout.Handler
	passwordless  *endpoints.Handler
	sessions      *session.Sessions
	grants        *grants.Handler
	revocation    revocation.Handler
	introspection introspection.Handler
	push          web.HandlerFunc
	userinfo      userinfo.Handler
	redeem        authorize.Authenticator
	registration  *registration.Handler
}

func (s *Server) features() features {
	dir := s.config.Directory
	issuer := s.issuer()
	clients, proofs := s.clients(dir.Clients), s.proofs()
	lines := &refresh.Tokens{Store: s.store, Hash: s.ring.Hash, AccessLifetime: longestLifetime(dir), Log: s.log}
	keeper := pending.Keeper{Sealer: s.ring, Secure: secure(dir.Tenant.Issuer)}
	renderer := &pages.Renderer{TenantName: dir.Tenant.FriendlyName, Brand: dir.Tenant.Brand}
	life := tokens.ResolveSession(dir.Tenant)
	sessions := &session.Sessions{
		Store: s.store, Hash: s.ring.Hash, Issuer: dir.Tenant.Issuer, Secure: keeper.Secure, CrossSite: dir.Tenant.CrossSiteSilentAuth,
		Lifetime: life.Lifetime.Value, IdleLifetime: life.IdleLifetime.Value,
	}
	service, devices := s.passwordless(), s.deviceGrant()
	az := &authorize.Handler{Directory: dir, Issuer: issuer, Codes: authcode.Keeper{Sealer: s.ring}, Pending: keeper, Consents: s.store, Participants: s.store, Sealer: s.ring, Spent: s.store, Objects: clients.OpenRequestObject, Now: s.now, Log: s.log, Session: sessions.Current, SessionState: sessions.State, Cookie: sessions.Cookie, Implicit: s.implicit.note, Dev: s.config.Dev.Enabled}
	api := &endpoints.Handler{Service: service, Now: s.now, Authenticate: clients.Authenticate, CheckParams: az.Check, SealParams: sealParams(keeper)}
	return features{
		edge:          web.Edge{Log: s.log, ErrorPage: errorPage(renderer)},
		activate:      &activate.Handler{Directory: dir, Devices: devices, Consents: s.store, Pending: keeper, Sessions: sessions, Pages: renderer, Now: s.now},
		authorize:     az,
		crossorigin:   s.crossorigin(service, sessions),
		consent:       &consent.Handler{Directory: dir, Pending: keeper, Sessions: sessions, Consents: s.store, Pages: renderer, Now: s.now},
		legacy:        &legacy.Handler{Directory: dir, Audit: s.store, Passwordless: service, Issuer: issuer, Now: s.now, Log: s.log},
		doctor:        &doctor.Handler{Directory: dir, Sessions: sessions, Now: s.now},
		explain:       &explain.Handler{Directory: dir},
		login:         &login.Handler{Directory: dir, Pending: keeper, Devices: s.devices(), Passwordless: service, Recipient: service.Recipient, Sessions: sessions, Pages: renderer, Now: s.now, Inboxes: s.inboxes()},
		logout:        s.logout(logout.Handler{Directory: dir, Sessions: sessions, OtherSessions: s.store, Notifier: s.notifier, Hints: issuer, Sealer: s.ring, Pages: renderer, Now: s.now}),
		passwordless:  api,
		sessions:      sessions,
		grants:        s.grants(&grants.Handler{Issuer: issuer, Clients: clients, Proofs: proofs, Refresh: lines, OneTimeCodes: service, Devices: devices}),
		revocation:    revocation.Handler{Clients: clients, Tokens: lines, Now: s.now},
		push:          az.Push(clients, proofs),
		introspection: introspection.Handler{Directory: dir, Callers: s.clients(introspection.Callers(dir)), Tokens: issuer, Users: s.store, Now: s.now},
		userinfo:      userinfo.Handler{Tenant: dir.Tenant, Tokens: issuer, Users: s.store, Proofs: proofs, Now: s.now},
		redeem:        redeemDoor(api, sessions),
		registration:  s.registration(),
	}
}

// issuer names people by a secret of the ring that never changes.
func (s *Server) issuer() *tokens.Issuer {
	return &tokens.Issuer{Directory: s.config.Directory, Keys: s.ring, Issued: s.metrics.Tokens, Subjects: pairwise.New(s.ring.Hash("pairwise subjects", ""))}
}

// devices gives cookies that travel where the session's does.
func (s *Server) devices() device.Keeper {
	tenant := s.config.Directory.Tenant
	return device.Keeper{Hash: s.ring.Hash, Secure: secure(tenant.Issuer), CrossSite: tenant.CrossSiteSilentAuth}
}

// proofs judges what requests prove about keys.
func (s *Server) proofs() dpop.Verifier {
	return dpop.Verifier{Issuer: s.config.Directory.Tenant.Issuer, Replays: s.store}
}

// clients knows those that all lists.
func (s *Server) clients(all map[string]authd.Client) *clientauth.Authenticator {
	issuer := s.config.Directory.Tenant.Issuer
	return &clientauth.Authenticator{
		Clients: all, Audiences: []string{issuer, issuer + "oauth/token", issuer + "oauth/par", issuer + "oauth/device/code"}, Replays: s.store,
		Published: s.published, Guesses: s.guesses,
	}
}

// deviceGrant is what devices without a browser ask and people answer.
func (s *Server) deviceGrant() *devicegrant.Service {
	flow := s.config.Directory.Tenant.DeviceFlow
	return &devicegrant.Service{
		Requests: s.store, Polls: s.store, Hash: s.ring.Hash, Limiter: &throttle.Limiter{Counters: s.store, Hasher: s.ring},
		Wrong: s.config.Limits.WrongUserCodePerIP, Lifetime: flow.CodeLifetime, Interval: flow.Interval,
	}
}

// grants completes h with what is the server's own.
func (s *Server) grants(h *grants.Handler) *grants.Handler {
	h.Directory, h.Keeper, h.Now, h.Log = s.config.Directory, authcode.Keeper{Sealer: s.ring}, s.now, s.log
	h.Codes, h.Users, h.Consents, h.Audit, h.AccessLifetime = s.store, s.store, s.store, s.store, longestLifetime(h.Directory)
	return h
}

func (s *Server) passwordless() *passwordless.Service {
	fixed := map[string]string{}
	for _, f := range s.config.Dev.FixedCodes {
		fixed[strings.ToLower(f.Address)] = f.Code
	}
	return &passwordless.Service{
		Directory: s.config.Directory, Limits: s.config.Limits, Limiter: &throttle.Limiter{Counters: s.store, Hasher: s.ring},
		Store: s.store, Links: s.store, Users: s.store, Mail: s.composer, Ring: s.ring,
		FixedCodes: fixed, SMSCountries: s.config.SMS.Countries, Count: s.metrics.Passwordless, CountSMS: s.metrics.SMS, Wake: s.worker.Wake,
	}
}

// logout completes h with what the configuration may leave out.
func (s *Server) logout(h logout.Handler) *logout.Handler {
	if h.Directory.Tenant.RevokeOnLogout {
		h.RefreshTokens = s.store
	}
	return &h
}

// redeemDoor is the way in with a code in the address, as auth0.js uses it.
func redeemDoor(p *endpoints.Handler, sessions *session.Sessions) authorize.Authenticator {
	return func(w http.ResponseWriter, r *http.Request, req authd.AuthRequest, now time.Time) (*authd.Session, error) {
		user, _, err := p.RedeemParams(r.Context(), req.Params, web.ClientIP(r.Context()), now)
		if err != nil {
			return nil, err
		}
		return sessions.Begin(w, r, session.Login{User: user, ClientID: req.ClientID}, now)
	}
}

// sealParams keeps the authorization request of a link that an application asked
// for. No browser is known then; the one that opens the link will be.
func sealParams(keeper pending.Keeper) func(oauth.Params, time.Time) string {
	return func(params oauth.Params, now time.Time) string {
		return keeper.Seal(pending.Pending{Params: params, CreatedAt: now, NonceOption: true, Transaction: seal.Token()})
	}
}

// errorPage shows an error nobody but the person in front of the browser can be
// told.
func errorPage(renderer *pages.Renderer) func(http.ResponseWriter, *http.Request, *oauth.Error) {
	return func(w http.ResponseWriter, r *http.Request, e *oauth.Error) {
		p := pages.ErrorPage{Look: asked(r), Status: e.HTTPStatus(), Detail: e.Description, RequestID: web.RequestID(r.Context())}
		if err := renderer.Error(w, p); err != nil {
			web.WriteError(w, e)
		}
	}
}

// asked is in which language to speak where no login is under way: a request's
// parameters may say, its headers else.
func asked(r *http.Request) pages.Look {
	return pages.Look{Wanted: locale.Of(r.URL.Query().Get("ui_locales"), r.Header)}
}

func notFound(http.ResponseWriter, *http.Request) error {
	return oauth.Errorf(oauth.InvalidRequest, "There is no page at this address. This server logs people in for applications: begin in yours.").WithStatus(http.StatusNotFound)
}

func methodNotAllowed(http.ResponseWriter, *http.Request) error {
	return oauth.Errorf(oauth.InvalidRequest, "This address does not take requests of this method.").WithStatus(http.StatusMethodNotAllowed)
}
