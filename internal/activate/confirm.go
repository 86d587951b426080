package activate

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/devicegrant"
	"authd/internal/oauth"
	"authd/internal/pages"
	"authd/internal/pending"
	"authd/internal/tokens"
	"authd/internal/web"
)

// A visit is one request to the question by a person who may answer it.
type visit struct {
	answer  string // what the form says, empty on GET
	pending pending.Pending
	device  authd.DeviceAuthorization
	client  authd.Client
	session *authd.Session
	now     time.Time
}

// Confirm answers GET /activate/confirm: the page that asks. It changes nothing.
// What the device would be given is sealed into it, with the session it is asked
// in: what the person saw is what they allow.
func (h *Handler) Confirm(w http.ResponseWriter, r *http.Request) error {
	return h.visit(w, r, func(v visit) error {
		plan, err := tokens.ResolveIn(h.Directory, v.client, tokens.Request{
			Channel: tokens.Back, Grant: oauth.GrantDeviceCode, Audience: v.device.Audience, Scope: v.device.Scope,
		})
		if err != nil {
			return err
		}
		v.pending.Question = &pending.Question{SID: v.session.SID, Audience: plan.API, Scope: plan.Scope.Granted}
		return h.Pages.Device(w, h.page(r, v))
	})
}

func (h *Handler) page(r *http.Request, v visit) pages.DevicePage {
	q := v.pending.Question
	api := h.Directory.APIs[q.Audience]
	own, scopes := pages.Told(q.Scope, api.Describe)
	return pages.DevicePage{
		Look: look(r, v.client), Client: name(v.client), Address: v.session.User.Identifier, Code: devicegrant.Shown(v.pending.UserCode),
		API: cmp.Or(api.Name, q.Audience), Own: own, Scopes: scopes, State: h.Pending.Seal(v.pending),
	}
}

// Take answers POST /activate/confirm. Whatever is not a clear yes is a no. A
// question put in another session than the browser's is asked anew: whoever logged
// in meanwhile may be somebody else (AZ-24).
func (h *Handler) Take(w http.ResponseWriter, r *http.Request) error {
	return h.visit(w, r, func(v visit) error {
		if q := v.pending.Question; q == nil || q.SID != v.session.SID {
			redirect(w, r, to(v.pending.Resume(), h.Pending.Seal(v.pending)))
			return nil
		}
		d := answered(v)
		if err := h.keep(r.Context(), v, d); err != nil {
			return h.askAgain(w, r, devicegrant.Shown(v.pending.UserCode), err)
		}
		return h.Pages.DeviceAnswered(w, pages.DeviceAnsweredPage{Look: look(r, v.client), Client: name(v.client), Allowed: d.Answer == authd.DeviceAllowed})
	})
}

// answered is the device's request with what the person said.
func answered(v visit) authd.DeviceAuthorization {
	d := v.device
	if v.answer != "allow" {
		d.Answer = authd.DeviceDenied
		return d
	}
	d.Answer, d.Scope = authd.DeviceAllowed, v.pending.Question.Scope
	d.UserID, d.Connection, d.AuthTime = v.session.User.ID, v.session.Connection, v.session.AuthTime
	return d
}

// keep writes the consent first: the device may come for its tokens at once.
func (h *Handler) keep(ctx context.Context, v visit, d authd.DeviceAuthorization) error {
	if d.Answer == authd.DeviceAllowed && !v.client.FirstParty {
		q := v.pending.Question
		err := h.Consents.PutConsent(ctx, authd.Consent{UserID: d.UserID, ClientID: d.ClientID, Audience: q.Audience, Scope: q.Scope, GivenAt: v.now})
		if err != nil {
			return err
		}
	}
	return h.Devices.Answer(ctx, d, v.now)
}

// visit opens the state, which opens only in the browser in which the code was
// typed, and lets nobody through who is not logged in as the client wants it.
func (h *Handler) visit(w http.ResponseWriter, r *http.Request, step func(visit) error) error {
	params, err := web.ReadParams(r)
	if err != nil {
		return err
	}
	now := h.now()
	p, client, err := h.open(r, params["state"], now)
	if err != nil {
		return h.Pages.Fail(w, look(r, client), failureOf(err), web.RequestID(r.Context()))
	}
	d, err := h.Devices.Waiting(r.Context(), p.UserCode, now)
	if err != nil {
		return h.askAgain(w, r, devicegrant.Shown(p.UserCode), err)
	}
	s, err := h.Sessions.Current(w, r, authd.AuthRequest{}, now)
	switch {
	case err != nil:
		return err
	case s == nil || !slices.Contains(client.Connections, s.Connection):
		redirect(w, r, to("/u/login", h.Pending.Seal(p)))
		return nil
	}
	return step(visit{params["answer"], p, d, client, s, now})
}

// errUnavailable says that the configuration changed meanwhile.
var errUnavailable = errors.New("the client is gone, or may not use devices any more")

func (h *Handler) open(r *http.Request, state string, now time.Time) (pending.Pending, authd.Client, error) {
	p, err := h.Pending.Open(r, state, now)
	client := h.Directory.Clients[p.Params["client_id"]]
	switch {
	case err != nil:
		return p, client, err
	case p.UserCode == "":
		return p, client, pending.ErrInvalid // of a login, in which no device takes part
	case !client.Allows(oauth.GrantDeviceCode):
		return p, client, errUnavailable
	}
	return p, client, nil
}

func failureOf(err error) pages.Failure {
	switch {
	case errors.Is(err, pending.ErrExpired):
		return pages.LoginExpired
	case errors.Is(err, pending.ErrOtherBrowser):
		return pages.LoginElsewhere
	case errors.Is(err, errUnavailable):
		return pages.LoginUnavailable
	}
	return pages.LoginDamaged
}

func name(c authd.Client) string { return cmp.Or(c.Name, c.ID) }
