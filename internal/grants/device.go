package grants

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"authd/internal/authd"
	"authd/internal/devicegrant"
	"authd/internal/oauth"
	"authd/internal/refresh"
	"authd/internal/web"
)

// Devices are the requests of devices without a browser. Errors of Poll and Take
// are *oauth.Error.
type Devices interface {
	Begin(ctx context.Context, a authd.Authorization, now time.Time) (devicegrant.Codes, error)
	Poll(ctx context.Context, deviceCode, clientID string, now time.Time) (authd.DeviceAuthorization, error)
	// Take is nil for one of all who come with what Poll returned.
	Take(ctx context.Context, d authd.DeviceAuthorization, now time.Time) error
}

// deviceAnswer is the body of RFC 8628 §3.2. Times are seconds.
type deviceAnswer struct {
	DeviceCode string `json:"device_code"`
	UserCode   string `json:"user_code"`
	URI        string `json:"verification_uri"`
	Complete   string `json:"verification_uri_complete"`
	ExpiresIn  int    `json:"expires_in"`
	Interval   int    `json:"interval"`
}

// DeviceCode answers POST /oauth/device/code (RFC 8628 §3.1). What could not be
// granted is refused here, where the application's maker sees it, and not after a
// person has typed a code.
func (h *Handler) DeviceCode(w http.ResponseWriter, r *http.Request) error {
	fields, err := web.ReadFields(r)
	if err != nil {
		return err
	}
	now := h.Now().Truncate(time.Millisecond)
	client, err := h.Clients.Authenticate(w, r, fields, now)
	if err != nil {
		return err
	}
	x := exchange{client: client, grant: oauth.GrantDeviceCode, fields: fields, ip: web.ClientIP(r.Context()), now: now}
	if err := allowed(x); err != nil {
		return err
	}
	a := authd.Authorization{ID: authd.NewAuthorizationID(), ClientID: client.ID, Audience: fields["audience"], Scope: oauth.ParseScope(fields["scope"])}
	plan, err := h.plan(x, a, fields["resource"])
	if err != nil {
		return err
	}
	a.Audience, a.Scope = cmp.Or(a.Audience, fields["resource"]), plan.Scope.Granted
	codes, err := h.Devices.Begin(r.Context(), a, now)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, h.deviceAnswer(codes))
	return nil
}

func (h *Handler) deviceAnswer(codes devicegrant.Codes) deviceAnswer {
	page, flow := h.Directory.Tenant.Issuer+"activate", h.Directory.Tenant.DeviceFlow
	return deviceAnswer{
		DeviceCode: codes.Device, UserCode: codes.User,
		URI: page, Complete: page + "?user_code=" + url.QueryEscape(codes.User),
		ExpiresIn: int(flow.CodeLifetime / time.Second), Interval: int(flow.Interval / time.Second),
	}
}

// device gives tokens once a person has allowed the device's request (RFC 8628
// §3.4). It is taken last, so that what cannot be granted yet is not lost. The
// tokens have no sid: the device takes no part in the session of the browser it
// was allowed in.
func (h *Handler) device(ctx context.Context, x exchange) (earned, error) {
	if x.fields["device_code"] == "" {
		return earned{}, missing("device_code")
	}
	d, err := h.Devices.Poll(ctx, x.fields["device_code"], x.client.ID, x.now)
	if err != nil {
		return earned{}, err
	}
	e, err := h.earnedBy(ctx, x, d.Authorization)
	if err != nil {
		return earned{}, err
	}
	return e, h.Devices.Take(ctx, d, x.now)
}

// earnedBy looks again at all that a person's yes rests on.
func (h *Handler) earnedBy(ctx context.Context, x exchange, a authd.Authorization) (earned, error) {
	if err := stillConnected(x.client, a); err != nil {
		return earned{}, devicegrant.Refused(err)
	}
	user, err := h.person(ctx, a.UserID)
	if errors.Is(err, authd.ErrNotFound) {
		return earned{}, devicegrant.Refused(err)
	}
	if err != nil {
		return earned{}, err
	}
	plan, err := h.replan(x, a)
	if err != nil {
		return earned{}, err
	}
	if err := h.stillAllowed(ctx, x, a, plan); err != nil {
		if errors.Is(err, refresh.ErrInvalid) {
			err = devicegrant.Refused(err)
		}
		return earned{}, err
	}
	return earned{authorization: a, plan: plan, subject: subject(a, user)}, nil
}
