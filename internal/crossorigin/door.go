package crossorigin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/session"
)

// Find is the door of /authorize: it takes the request's login_ticket for a
// session, or finds the browser's own where there is none. A ticket is used up
// even if it turns out not to be good for this request: it has leaked then. Its
// *oauth.Error is for the client.
func (h *Handler) Find(w http.ResponseWriter, r *http.Request, req authd.AuthRequest, now time.Time) (*authd.Session, error) {
	value := req.Params["login_ticket"]
	if value == "" {
		return h.Sessions.Current(w, r, req, now)
	}
	ticket, err := h.take(r.Context(), value, now)
	if err == nil {
		err = h.serves(ticket, req)
	}
	if err != nil {
		return nil, err
	}
	switch proof := h.proof(r, ticket, req.Params); {
	case proof == proved:
		return h.Sessions.Begin(w, r, session.Login{User: ticket.User, ClientID: ticket.ClientID}, now)
	case proof == disproved:
		return nil, invalid("it was made in another browser")
	case proof == unproved && h.Directory.Clients[ticket.ClientID].CrossOriginLoc != "":
		return nil, invalid("neither the cookie nor the page cross_origin_loc proved whose it is")
	case origin(req.RedirectURI) != ticket.Origin:
		return nil, invalid("no cookie came with it, and the redirect_uri is not of the origin it was made for")
	}
	e := authd.Event{Type: authd.EventExchange, At: now, ClientID: ticket.ClientID, UserID: ticket.User.ID, Connection: ticket.User.Connection}
	if err := h.Audit.Note(r.Context(), e); err != nil {
		return nil, err
	}
	return &authd.Session{User: ticket.User, Connection: ticket.User.Connection, AuthTime: now, SeenAt: now, ExpiresAt: now}, nil
}

// A proof says whether the browser is the one a ticket was made in.
type proof int

const (
	unproved proof = iota
	held           // the verifier is right, but anybody may have put it into a link
	proved
	disproved
)

// proof believes a verifier only from the page that asked this browser for it.
// Whoever logs in with a program of their own is given one as well, and could
// else log another's browser in as themselves by a link.
func (h *Handler) proof(r *http.Request, t authd.LoginTicket, p oauth.Params) proof {
	if value := h.cookie(r); value != "" {
		return judge(h.Hash(purposeCookie, value), t.CookieHash)
	}
	switch verifier := p["co_verifier"]; {
	case verifier == "":
		return unproved
	case judge(h.Hash(purposeVerifier, verifier), t.VerifierHash) == disproved:
		return disproved
	case h.asked(r, t, p["co_check"]):
		return proved
	}
	return held
}

func judge(got, want []byte) proof {
	if subtle.ConstantTimeCompare(got, want) == 1 {
		return proved
	}
	return disproved
}

func (h *Handler) take(ctx context.Context, value string, now time.Time) (authd.LoginTicket, error) {
	hash := h.Hash(purposeTicket, value)
	t, err := h.Tickets.Ticket(ctx, hash, now)
	if err == nil {
		err = h.Tickets.TakeTicket(ctx, hash, now)
	}
	if errors.Is(err, authd.ErrNotFound) {
		return authd.LoginTicket{}, invalid("it was used, has expired or was never made")
	}
	return t, err
}

// serves refuses a ticket of another client, and one made under a setting that
// has since been taken away (security row PL-34).
func (h *Handler) serves(t authd.LoginTicket, req authd.AuthRequest) error {
	client := h.Directory.Clients[t.ClientID]
	switch {
	case t.ClientID != req.ClientID:
		return invalid("it was made for client " + t.ClientID)
	case !client.CrossOrigin, !slices.Contains(client.WebOrigins, t.Origin), !slices.Contains(client.Connections, t.User.Connection):
		return invalid("its client, page or connection may no longer be used so")
	}
	return nil
}

// invalid refuses a ticket in Auth0's words. Why is for the log.
func invalid(why string) error {
	return oauth.Errorf(oauth.AccessDenied, "Unknown or invalid login ticket.").WithCause(fmt.Errorf("login ticket: %s", why))
}

func origin(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
