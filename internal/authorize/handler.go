package authorize

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"authd/internal/authcode"
	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/pending"
	"authd/internal/tokens"
	"authd/internal/web"
)

// An Authenticator finds the session a request comes with; nil means none. Its
// *oauth.Error is sent to the client.
type Authenticator = func(w http.ResponseWriter, r *http.Request, req authd.AuthRequest, now time.Time) (*authd.Session, error)

// A Door is a way into the corridor.
type Door struct {
	Find          Authenticator
	NonceOptional bool // auth0.js before 8.9.2 sends no nonce to verify_redirect and refuses a claim it did not ask for
}

// Participants notes that a client got tokens in a session.
type Participants interface {
	PutSessionClient(ctx context.Context, hash []byte, clientID string) error
}

// Handler serves the authorization endpoint. All fields are required.
type Handler struct {
	Directory    authd.Directory
	Issuer       *tokens.Issuer
	Codes        authcode.Keeper
	Pending      pending.Keeper
	Consents     Consents
	Participants Participants
	Sealer       Sealer // of pushed requests
	Spent        Spent
	Objects      RequestObjects
	Now          func() time.Time
	Log          *slog.Logger
	Session      Authenticator                                          // of the browser, whichever door a request comes by
	SessionState func(clientID, origin string, s *authd.Session) string // for pages that watch the session; empty: none
	Cookie       func(*http.Request) string                             // what came of the session cookie, in a word
	Implicit     func(clientID string, now time.Time)                   // told when a token was given here
	Dev          bool                                                   // dev.enabled: errors may name settings
}

// A visit is one passage through the corridor.
type visit struct {
	ask       ask
	door      Door
	createdAt time.Time // when the request first came
	denied    bool      // the person did not allow it
	unusable  error     // why the request object was not opened
	now       time.Time
}

// Serve answers authorization requests that come in by door (OIDC Core
// §3.2.2.1). The error it returns is for a page: no client may be told.
func (h *Handler) Serve(door Door) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		params, repeated, err := web.ReadRepeated(r)
		if err != nil {
			return err
		}
		now := h.now()
		asked, err := h.unfold(ask{params: params, repeated: repeated}, now)
		if err != nil {
			return err
		}
		asked, unusable := h.opened(r.Context(), asked, now)
		return h.pass(w, r, visit{ask: asked, door: door, createdAt: now, unusable: unusable, now: now})
	}
}

// Resume goes on with a request whose person has been at the login pages. The
// parameters are read anew, so a setting changed meanwhile counts.
func (h *Handler) Resume(find Authenticator) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		now := h.now()
		p, err := h.Pending.Open(r, r.URL.Query().Get("state"), now)
		if err == nil && p.UserCode != "" {
			err = pending.ErrInvalid // a device's request, which goes on elsewhere
		}
		if err != nil {
			return page("The parameter state is not usable: %s. Go back to the application and log in again.", err)
		}
		return h.pass(w, r, visit{ask{params: p.Params, pushed: p.Pushed}, Door{find, p.NonceOption}, p.CreatedAt, p.Denied, nil, now})
	}
}

// now is read once a request. It is cut to what the store keeps, so that a
// session begun in this request is not older than the request itself.
func (h *Handler) now() time.Time { return h.Now().Truncate(time.Millisecond) }

// Check reports what is wrong with parameters that will come in by a mailed
// link, as an *oauth.Error; nil if nothing is.
func (h *Handler) Check(params oauth.Params) error {
	if h.Directory.Clients[params["client_id"]].RequireRequestObject {
		return errUnsigned
	}
	_, err := h.check(ask{params: params}, Door{NonceOptional: true})
	return err
}

func (h *Handler) pass(w http.ResponseWriter, r *http.Request, v visit) error {
	target, err := ParseTarget(h.Directory, v.ask)
	if err != nil {
		return err
	}
	if err := h.answer(w, r, target, v); err != nil {
		public := web.Public(err)
		h.Log.Log(r.Context(), web.Level(public), "authorization refused", "request_id", web.RequestID(r.Context()), "client_id", target.Client.ID, "error", err)
		return h.fail(w, r, unheard{target, public, v.now})
	}
	return nil
}

// answer does what Decide says. Every error it returns goes to the target.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, t Target, v visit) error {
	if v.unusable != nil {
		return v.unusable
	}
	req, err := parseRequest(t, v.ask, v.door, v.createdAt)
	if err != nil {
		return err
	}
	req.Subjects = h.people(t.Client, req.Subjects)
	if err := h.readHint(&req, t.Client, v.ask.params["id_token_hint"]); err != nil {
		return err
	}
	plan, err := tokens.ResolveIn(h.Directory, t.Client, planRequest(req))
	if err != nil {
		return err
	}
	session, err := v.door.Find(w, r, req, v.now)
	if err != nil {
		return err
	}
	g, d := grant{req, plan, session, v.now, v.ask.pushed}, Decide(t.Client, req, session, v.now)
	if d.Step == Consent {
		if d, err = h.weighConsent(r.Context(), v, g); err != nil {
			return err
		}
	}
	switch d.Step {
	case Login:
		return h.login(w, r, v)
	case Consent:
		return h.ask(w, r, v, g)
	case Refuse:
		return h.refuse(r, silence{h.Directory.Tenant, t.Client, req, session, v.now, h.Cookie(r), r.Header.Get("Sec-Fetch-Site")}, d.Err)
	default:
		return h.issue(w, r, t, g)
	}
}

// refuse explains what was refused for being silent; elsewhere the person saw why.
func (h *Handler) refuse(r *http.Request, s silence, refusal *oauth.Error) error {
	if !s.req.Prompt.Has(oauth.PromptNone) {
		return refusal
	}
	return h.explain(r, s, refusal)
}

func planRequest(req authd.AuthRequest) tokens.Request {
	return tokens.Request{
		Channel: tokens.Front, ResponseType: req.ResponseType,
		Audience: req.Audience, Resource: req.Resource, Scope: req.Scope, MaxLifetime: req.MaxLifetime,
	}
}

// A grant is what Decide let pass.
type grant struct {
	req     authd.AuthRequest
	plan    tokens.Plan
	session *authd.Session
	now     time.Time
	pushed  string // id of the pushed request it answers; empty: none
}

// kept reports whether s is more than a login for this one request (package
// crossorigin): only then can it end.
func kept(s *authd.Session) bool { return s.SID != "" }

// takePart notes client c the first time it gets tokens in session s: when that
// ends, the client wants to hear of it. A renewal writes nothing.
func (h *Handler) takePart(ctx context.Context, c authd.Client, s *authd.Session) error {
	if !c.HearsOfLogouts() || !kept(s) || slices.Contains(s.Clients, c.ID) {
		return nil
	}
	return h.Participants.PutSessionClient(ctx, s.Hash, c.ID)
}

func (h *Handler) issue(w http.ResponseWriter, r *http.Request, t Target, g grant) error {
	if err := h.takePart(r.Context(), t.Client, g.session); err != nil {
		return err
	}
	h.Log.Debug("token plan", "request_id", web.RequestID(r.Context()), "plan", g.plan)
	subject := tokens.Subject{
		User: g.session.User, SID: g.session.SID, AuthTime: g.session.AuthTime,
		AuthTimeDue: authTimeDue(g.req), Nonce: g.req.Nonce, Claims: g.req.Claims,
	}
	if g.req.ResponseType.Has(oauth.Code) {
		c := authCode(g)
		subject.Authorization, subject.Code = c.ID, h.Codes.Issue(c, g.now)
	}
	set, err := h.Issuer.Issue(g.plan, subject, g.now)
	if err != nil {
		return err
	}
	if err := h.spendPushed(r.Context(), g.pushed, g.now); err != nil {
		return err
	}
	if slices.Contains(g.req.ResponseType.Grants(), oauth.GrantImplicit) {
		h.Implicit(t.Client.ID, g.now)
	}
	members := append(success(subject.Code, set), member{"session_state", h.sessionState(t, g)})
	return respond(w, r, t, members)
}

// sessionState is session_state where it can matter: to a page that may renew
// silently and asked who logged in (OpenID Connect Session Management §3).
func (h *Handler) sessionState(t Target, g grant) string {
	page := origin(t.RedirectURI)
	if !kept(g.session) || !g.req.Scope.Has(oauth.ScopeOpenID) || !slices.Contains(t.Client.WebOrigins, page) {
		return ""
	}
	return h.SessionState(t.Client.ID, page, g.session)
}

// authCode is what a code of this grant stands for. The scope is the one granted
// here; what tokens it earns is planned when it is redeemed.
func authCode(g grant) authd.AuthCode {
	return authd.AuthCode{
		Authorization: authd.Authorization{
			ID: authd.NewAuthorizationID(), ClientID: g.req.ClientID, UserID: g.session.User.ID,
			SID: g.session.SID, Connection: g.session.Connection, Audience: cmp.Or(g.req.Audience, g.req.Resource), Scope: g.plan.Scope.Granted,
			AuthTime: g.session.AuthTime, AuthTimeDue: authTimeDue(g.req), MaxLifetime: g.req.MaxLifetime, Claims: g.req.Claims, Key: g.req.Key,
		},
		RedirectURI: g.req.RedirectURI, CodeChallenge: g.req.Challenge, Nonce: g.req.Nonce,
	}
}

// login sends the browser to the login page, with the request sealed into the
// address: nothing is stored for a visitor who may never come back.
func (h *Handler) login(w http.ResponseWriter, r *http.Request, v visit) error {
	return h.leave(w, r, "/u/login", h.begin(w, r, v))
}

func (h *Handler) begin(w http.ResponseWriter, r *http.Request, v visit) pending.Pending {
	p := h.Pending.Begin(w, r, v.ask.params, v.createdAt)
	p.NonceOption, p.Pushed = v.door.NonceOptional, v.ask.pushed
	return p
}

// leave sends the browser to one of our pages, with p sealed into the address.
func (h *Handler) leave(w http.ResponseWriter, r *http.Request, path string, p pending.Pending) error {
	state := h.Pending.Seal(p)
	if len(state) > pending.MaxState {
		return errTooLong
	}
	web.NoStore(w.Header())
	redirect(w, r, path+"?state="+url.QueryEscape(state))
	return nil
}

// errTooLong answers a request that could be read but not be carried through a
// login: the login page's address would be refused (security row AZ-29).
var errTooLong = oauth.Errorf(oauth.InvalidRequest, "The request is too long to log in with: keep its parameters within 8 KB.")
