package activate

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"authd/internal/authd"
	"authd/internal/devicegrant"
	"authd/internal/locale"
	"authd/internal/oauth"
	"authd/internal/pages"
	"authd/internal/pending"
	"authd/internal/session"
	"authd/internal/throttle"
	"authd/internal/web"
)

// Devices are the requests of devices. What nobody waits for any more is
// devicegrant.ErrWrong.
type Devices interface {
	// Find looks a typed code up and counts it where it is wrong; the error may be a
	// *throttle.Exceeded.
	Find(ctx context.Context, typed string, ip netip.Addr, now time.Time) (authd.DeviceAuthorization, error)
	// Waiting is Find for a code that was found before.
	Waiting(ctx context.Context, code string, now time.Time) (authd.DeviceAuthorization, error)
	Answer(ctx context.Context, d authd.DeviceAuthorization, now time.Time) error
}

// Consents keeps what people allowed clients that are not first party.
type Consents interface {
	PutConsent(ctx context.Context, c authd.Consent) error
}

// Handler serves the pages. All fields are required.
type Handler struct {
	Directory authd.Directory
	Devices   Devices
	Consents  Consents
	Pending   pending.Keeper
	Sessions  *session.Sessions
	Pages     *pages.Renderer
	Now       func() time.Time
}

// Ask answers GET /activate: the page that asks for the code. A code in the
// address (RFC 8628 §3.3.1) is filled in and no more: nothing is looked up before
// the person sends it.
func (h *Handler) Ask(w http.ResponseWriter, r *http.Request) error {
	params, err := web.ReadParams(r)
	if err != nil {
		return err
	}
	page := pages.UserCodePage{Look: look(r, authd.Client{})}
	if code := devicegrant.Canonical(params["user_code"]); code != "" {
		page.Code = devicegrant.Shown(code)
	}
	return h.Pages.UserCode(w, page)
}

// TakeCode answers POST /activate: a right code leads to the question.
func (h *Handler) TakeCode(w http.ResponseWriter, r *http.Request) error {
	params, err := web.ReadParams(r)
	if err != nil {
		return err
	}
	now, typed := h.now(), params["user_code"]
	d, err := h.Devices.Find(r.Context(), typed, web.ClientIP(r.Context()), now)
	if err != nil {
		return h.askAgain(w, r, typed, err)
	}
	p := h.Pending.Begin(w, r, oauth.Params{"client_id": d.ClientID}, now)
	p.UserCode = devicegrant.Canonical(typed)
	redirect(w, r, to(p.Resume(), h.Pending.Seal(p)))
	return nil
}

// askAgain tells the person about err, where they can do something about it on the
// page with the code they typed.
func (h *Handler) askAgain(w http.ResponseWriter, r *http.Request, typed string, err error) error {
	page := pages.UserCodePage{Look: look(r, authd.Client{}), Code: typed}
	var exceeded *throttle.Exceeded
	switch {
	case errors.Is(err, devicegrant.ErrWrong):
		page.Problem = pages.Problem{Kind: pages.UserCodeWrong}
	case errors.As(err, &exceeded):
		page.Problem = pages.Problem{Kind: pages.TooManyGuesses, Wait: exceeded.RetryAfter}
	default:
		return err
	}
	return h.Pages.UserCode(w, page)
}

// now is read once a request, and cut to what the store keeps.
func (h *Handler) now() time.Time { return h.Now().Truncate(time.Millisecond) }

func look(r *http.Request, c authd.Client) pages.Look {
	return pages.Look{Wanted: locale.Of("", r.Header), Brand: c.Brand}
}

// to is the address of one of this server's pages, with the sealed state.
func to(path, state string) string { return path + "?state=" + url.QueryEscape(state) }

func redirect(w http.ResponseWriter, r *http.Request, address string) {
	web.NoStore(w.Header())
	http.Redirect(w, r, address, http.StatusSeeOther) //nolint:gosec // G710: callers name a page of ours, and what was typed is sealed into its query
}
