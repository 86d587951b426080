package crossorigin

import (
	"context"
	"net/http"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/device"
	"authd/internal/oauth"
	"authd/internal/passwordless"
	"authd/internal/passwordless/endpoints"
	"authd/internal/seal"
	"authd/internal/session"
	"authd/internal/web"
)

// ticketLifetime is short because an SDK brings the ticket with its next step.
const ticketLifetime = time.Minute

const (
	purposeTicket   seal.Purpose = "login ticket"
	purposeCookie   seal.Purpose = "login ticket cookie"
	purposeVerifier seal.Purpose = "login ticket verifier"
)

// Tickets keeps tickets. What was taken or has expired is authd.ErrNotFound.
type Tickets interface {
	PutTicket(ctx context.Context, t authd.LoginTicket) error
	// Ticket leaves the ticket usable.
	Ticket(ctx context.Context, hash []byte, now time.Time) (authd.LoginTicket, error)
	// TakeTicket is nil for at most one of its callers.
	TakeTicket(ctx context.Context, hash []byte, now time.Time) error
}

// Audit keeps the audit log.
type Audit interface {
	Note(ctx context.Context, e authd.Event) error
}

// A Handler answers for cross-origin logins. Every field is needed.
type Handler struct {
	Directory    authd.Directory
	Passwordless *passwordless.Service
	Sessions     *session.Sessions
	Devices      device.Keeper
	Tickets      Tickets
	Audit        Audit
	Hash         func(seal.Purpose, string) []byte // keyed
	Now          func() time.Time
	Secure       bool // the issuer is https
}

// issued is the answer to a right code, with the names auth0.js reads.
type issued struct {
	Ticket   string `json:"login_ticket"`
	Verifier string `json:"co_verifier"`
	ID       string `json:"co_id"`
}

// Authenticate answers POST /co/authenticate: 200, a ticket and a cookie if the
// code is right, which uses it up. The page must be one of the client's
// web_origins, and the client must have cross_origin_authentication and the
// grant type of one-time codes (security rows AZ-26 and PL-29).
func (h *Handler) Authenticate(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(r)
	if err != nil {
		return err
	}
	client, err := h.client(w, r, body["client_id"])
	if err != nil {
		return err
	}
	now := h.Now()
	user, err := h.redeem(r, client, body, now)
	if err != nil {
		return err
	}
	answer, err := h.issue(w, r, authd.LoginTicket{User: user, ClientID: client.ID, Origin: r.Header.Get("Origin"), ExpiresAt: now.Add(ticketLifetime)})
	if err != nil {
		return err
	}
	h.Devices.Remember(w, r, user.Identifier, now)
	web.WriteJSON(w, http.StatusOK, answer)
	return nil
}

// client finds the client and refuses pages and clients that may not ask. A page
// of another client was let through the preflight, which names no client, and is
// told nothing now.
func (h *Handler) client(w http.ResponseWriter, r *http.Request, id string) (authd.Client, error) {
	client, known := h.Directory.Clients[id]
	origin := r.Header.Get("Origin")
	switch {
	case !known:
		return client, refuse(http.StatusUnauthorized, oauth.UnauthorizedClient, "Unknown client: no client has the client_id %s.", id)
	case !slices.Contains(client.WebOrigins, origin):
		w.Header().Del("Access-Control-Allow-Origin")
		w.Header().Del("Access-Control-Allow-Credentials")
		return client, refuse(http.StatusForbidden, oauth.AccessDenied, "Origin %s is not allowed. It is not in web_origins of client %s.", origin, id)
	case !client.CrossOrigin:
		return client, refuse(http.StatusUnauthorized, oauth.UnauthorizedClient, "Cross origin login not allowed. The client %s has no cross_origin_authentication.", id)
	case !client.Allows(oauth.GrantPasswordlessOTP):
		return client, refuse(http.StatusForbidden, oauth.UnauthorizedClient, "Grant type '%s' not allowed for the client.", oauth.GrantPasswordlessOTP)
	}
	return client, nil
}

func refuse(status int, code, format string, args ...any) error {
	return oauth.Errorf(code, format, args...).WithStatus(status)
}

func (h *Handler) redeem(r *http.Request, client authd.Client, body map[string]string, now time.Time) (authd.User, error) {
	if !slices.Contains(client.Connections, body["realm"]) {
		return authd.User{}, oauth.Errorf(oauth.InvalidRequest, "Unknown realm %s.", body["realm"])
	}
	user, _, err := h.Passwordless.Redeem(r.Context(), passwordless.Answer{
		ClientID: client.ID, Connection: body["realm"], Address: body["username"], Code: body["otp"], IP: web.ClientIP(r.Context()),
		Browser: h.Devices.Read(r, now),
	}, now)
	if err != nil {
		return authd.User{}, endpoints.Worded(err, oauth.AccessDenied, http.StatusForbidden)
	}
	return user, nil
}

// issue keeps t under new secrets and hands them out.
func (h *Handler) issue(w http.ResponseWriter, r *http.Request, t authd.LoginTicket) (issued, error) {
	out := issued{Ticket: seal.Token(), Verifier: seal.Token(), ID: seal.Token()[:12]}
	t.ID = out.ID
	t.Hash = h.Hash(purposeTicket, out.Ticket)
	t.VerifierHash = h.Hash(purposeVerifier, out.Verifier)
	t.CookieHash = h.Hash(purposeCookie, h.setCookie(w, r))
	return out, h.Tickets.PutTicket(r.Context(), t)
}
