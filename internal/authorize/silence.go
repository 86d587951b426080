package authorize

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/web"
)

// A silence is a request that may show nothing (prompt=none), and what Decide
// was given to refuse it. Its reader is whoever wonders why silent renewal does
// not work, and sees only login_required.
type silence struct {
	tenant  authd.Tenant
	client  authd.Client
	req     authd.AuthRequest
	session *authd.Session
	now     time.Time
	cookie  string // as session.Sessions.Cookie says
	site    string // Sec-Fetch-Site: whose page the frame is on, as the browser says
}

// explain logs which check refused a silent request and returns the error to
// answer with. In development that names the setting to change; elsewhere it
// says no more than Decide did.
func (h *Handler) explain(r *http.Request, s silence, refusal *oauth.Error) error {
	check := s.check()
	h.Log.Info("silent authentication refused", "request_id", web.RequestID(r.Context()), "client_id", s.client.ID,
		"cookie", s.cookie, "session", s.session != nil, "check", check, "from", s.site)
	if !h.Dev {
		return refusal
	}
	return oauth.Errorf(refusal.Code, "%s: %s. %sdev/doctor?client_id=%s looks further.", refusal.Description, s.advice(check), s.tenant.Issuer, url.QueryEscape(s.client.ID))
}

// check is the first of Decide's checks that failed.
func (s silence) check() string {
	switch {
	case s.session == nil:
		return "session"
	case !slices.Contains(s.client.Connections, s.session.Connection):
		return "connection"
	case !hinted(s.req, s.session):
		return "id_token_hint"
	case needsLogin(s.client, s.req, s.session, s.now):
		return "max_age"
	}
	return "consent"
}

func (s silence) advice(check string) string {
	switch check {
	case "session":
		return s.aboutCookie()
	case "connection":
		return fmt.Sprintf("the session is of connection %s, which clients[%s].connections does not list", s.session.Connection, s.client.ID)
	case "id_token_hint":
		return "the session is of another person than id_token_hint names"
	case "max_age":
		return "the login is older than max_age of the request"
	}
	return fmt.Sprintf("consent is missing, and clients[%s].is_first_party is not true", s.client.ID)
}

func (s silence) aboutCookie() string {
	foreign := s.site == "cross-site"
	switch {
	case s.cookie == "present":
		return "the session of this browser's cookie has ended (tenant.session_lifetime, tenant.idle_session_lifetime) or was logged out"
	case foreign && !s.tenant.CrossSiteSilentAuth:
		return "no session cookie came: the page is of another site, and tenant.cross_site_silent_auth is not true"
	case foreign:
		return "no session cookie came: the page is of another site, and this browser keeps cookies from those, or nobody has logged in in it"
	}
	return "no session cookie came: nobody has logged in in this browser"
}
