package login

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"authd/internal/authd"
	"authd/internal/device"
	"authd/internal/pages"
	"authd/internal/passwordless"
	"authd/internal/pending"
	"authd/internal/session"
	"authd/internal/web"
)

// Passwordless sends codes and links and checks what comes back.
type Passwordless interface {
	Start(ctx context.Context, in passwordless.Start, now time.Time) error
	Redeem(ctx context.Context, in passwordless.Answer, now time.Time) (authd.User, authd.Challenge, error)
	// OpenLink reads what a mailed link is for and changes nothing.
	OpenLink(ctx context.Context, token string, now time.Time) (passwordless.Link, error)
	RedeemLink(ctx context.Context, token string, now time.Time) (authd.User, authd.Challenge, error)
}

// Handler serves the login pages. All fields but Inbox are required.
type Handler struct {
	Directory    authd.Directory
	Pending      pending.Keeper
	Passwordless Passwordless
	// Recipient reads what was typed as the connection wants it.
	Recipient func(connection, typed string) (passwordless.Recipient, error)
	Sessions  *session.Sessions
	Devices   device.Keeper
	Pages     *pages.Renderer
	Now       func() time.Time
	// Inboxes are paths of pages with all messages of a strategy, which
	// development servers have.
	Inboxes map[string]string
}

// errUnavailable says that the configuration changed under a running login.
var errUnavailable = errors.New("the client or its connection is not configured any more")

// failures are the errors that have a page of their own.
var failures = map[error]pages.Failure{
	pending.ErrInvalid:      pages.LoginDamaged,
	pending.ErrExpired:      pages.LoginExpired,
	pending.ErrOtherBrowser: pages.LoginElsewhere,
	errUnavailable:          pages.LoginUnavailable,

	// Of a link: on the code page these are told beside the field.
	passwordless.ErrWrong:     pages.LinkDead,
	passwordless.ErrExpired:   pages.LinkDead,
	passwordless.ErrExhausted: pages.LinkDead,
}

// fail shows the page that belongs to err, in the language of the login p. An err
// it has no page for goes back to the edge.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, p pending.Pending, err error) error {
	for known, failure := range failures {
		if errors.Is(err, known) {
			return h.Pages.Fail(w, h.look(r, p), failure, web.RequestID(r.Context()))
		}
	}
	return err
}

// finish logs user in on this browser and goes back to the request it was for,
// and nowhere else (PL-14).
func (h *Handler) finish(w http.ResponseWriter, r *http.Request, end ending) error {
	if _, err := h.Sessions.Begin(w, r, session.Login{User: end.user, ClientID: end.pending.Params["client_id"]}, end.now); err != nil {
		return err
	}
	h.Devices.Remember(w, r, end.user.Identifier, end.now)
	redirect(w, r, to(end.pending.Resume(), h.Pending.Seal(end.pending)))
	return nil
}

// An ending is what finish needs to know.
type ending struct {
	user    authd.User
	pending pending.Pending
	now     time.Time
}

// to is the address of one of this server's pages, with the sealed state.
func to(path, state string) string { return path + "?state=" + url.QueryEscape(state) }

// redirect leads to address. 303 makes the browser fetch it with GET whatever
// came before.
func redirect(w http.ResponseWriter, r *http.Request, address string) {
	web.NoStore(w.Header())
	http.Redirect(w, r, address, http.StatusSeeOther)
}
