package consent

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"authd/internal/authd"
	"authd/internal/locale"
	"authd/internal/pages"
	"authd/internal/pending"
	"authd/internal/session"
	"authd/internal/web"
)

// Consents keeps answers.
type Consents interface {
	// PutConsent adds to what was allowed before.
	PutConsent(ctx context.Context, c authd.Consent) error
	// Note keeps a refusal in the audit log; nothing else remembers it.
	Note(ctx context.Context, e authd.Event) error
}

// Handler serves the consent page. All fields are required.
type Handler struct {
	Directory authd.Directory
	Pending   pending.Keeper
	Sessions  *session.Sessions
	Consents  Consents
	Pages     *pages.Renderer
	Now       func() time.Time
}

// A visit is one request to the page by the person the question is for.
type visit struct {
	state   string
	look    pages.Look
	answer  string // what the form says, empty on GET
	pending pending.Pending
	session *authd.Session
	now     time.Time
}

// Show answers GET /u/consent: the page that asks. It changes nothing.
func (h *Handler) Show(w http.ResponseWriter, r *http.Request) error {
	return h.visit(w, r, func(v visit) error {
		client, known := h.Directory.Clients[v.pending.Params["client_id"]]
		if !known {
			return h.Pages.Fail(w, v.look, pages.LoginUnavailable, web.RequestID(r.Context()))
		}
		return h.Pages.Consent(w, h.page(client, v))
	})
}

// Take answers POST /u/consent. Whatever is not a clear yes is a no.
func (h *Handler) Take(w http.ResponseWriter, r *http.Request) error {
	return h.visit(w, r, func(v visit) error {
		v.pending.Denied = v.answer != "allow"
		if err := h.keep(r.Context(), v); err != nil {
			return err
		}
		resume(w, r, h.Pending.Seal(v.pending))
		return nil
	})
}

func (h *Handler) keep(ctx context.Context, v visit) error {
	if v.pending.Denied {
		return h.Consents.Note(ctx, authd.Event{Type: authd.EventConsentRefused, At: v.now, ClientID: v.pending.Params["client_id"], UserID: v.session.User.ID})
	}
	return h.Consents.PutConsent(ctx, authd.Consent{
		UserID: v.session.User.ID, ClientID: v.pending.Params["client_id"],
		Audience: v.pending.Question.Audience, Scope: v.pending.Question.Scope, GivenAt: v.now,
	})
}

// visit opens the state, which opens only in the browser the request began in. A
// question put in another session than the browser's is not answered but decided
// again: whoever logged in meanwhile may be somebody else (AZ-24).
func (h *Handler) visit(w http.ResponseWriter, r *http.Request, step func(visit) error) error {
	params, err := web.ReadParams(r)
	if err != nil {
		return err
	}
	now := h.Now()
	p, err := h.Pending.Open(r, params["state"], now)
	if err == nil && (p.Question == nil || p.UserCode != "") {
		err = pending.ErrInvalid // the state of a login, which asks nothing, or of a device's request
	}
	if err != nil {
		return h.Pages.Fail(w, h.look(r, p), failureOf(err), web.RequestID(r.Context()))
	}
	s, err := h.Sessions.Current(w, r, authd.AuthRequest{}, now)
	switch {
	case err != nil:
		return err
	case s == nil || s.SID != p.Question.SID:
		resume(w, r, params["state"])
		return nil
	}
	return step(visit{params["state"], h.look(r, p), params["answer"], p, s, now})
}

// look is how the page speaks (OIDC Core §3.1.2.1, ui_locales).
func (h *Handler) look(r *http.Request, p pending.Pending) pages.Look {
	return pages.Look{Wanted: locale.Of(p.Params["ui_locales"], r.Header), Brand: h.Directory.Clients[p.Params["client_id"]].Brand}
}

func failureOf(err error) pages.Failure {
	switch {
	case errors.Is(err, pending.ErrExpired):
		return pages.LoginExpired
	case errors.Is(err, pending.ErrOtherBrowser):
		return pages.LoginElsewhere
	}
	return pages.LoginDamaged
}

// resume goes back to the authorization request, and nowhere else.
func resume(w http.ResponseWriter, r *http.Request, state string) {
	web.NoStore(w.Header())
	http.Redirect(w, r, "/authorize/resume?state="+url.QueryEscape(state), http.StatusSeeOther)
}
