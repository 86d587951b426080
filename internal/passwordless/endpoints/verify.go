package endpoints

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/passwordless"
	"authd/internal/web"
)

// Verify answers POST /passwordless/verify: 200 and an empty object if the code
// is right. auth0.js asks here first, so that its caller hears of a wrong code
// without leaving the page, and then navigates to /passwordless/verify_redirect
// with the same code.
func (h *Handler) Verify(w http.ResponseWriter, r *http.Request) error {
	b, err := readBody(r)
	if err != nil {
		return err
	}
	in, err := h.readAnswer(b.fields, web.ClientIP(r.Context()))
	if err != nil {
		return err
	}
	if err := h.Service.Verify(r.Context(), in, h.Now()); err != nil {
		return Worded(err, passwordless.InvalidUserPassword, http.StatusUnauthorized)
	}
	web.WriteJSON(w, http.StatusOK, struct{}{})
	return nil
}

// RedeemParams uses up the code in the parameters of GET
// /passwordless/verify_redirect, which must have been sent for their client_id.
// It returns the person and the name of the connection. A code that is not
// accepted is an *oauth.Error unauthorized with Auth0's words, or
// too_many_attempts; other errors are as in passwordless.Service.Redeem.
func (h *Handler) RedeemParams(ctx context.Context, p oauth.Params, ip netip.Addr, now time.Time) (authd.User, string, error) {
	in, err := h.readAnswer(p, ip)
	if err != nil {
		return authd.User{}, "", err
	}
	user, c, err := h.Service.Redeem(ctx, in, now)
	if err != nil {
		return authd.User{}, "", Worded(err, oauth.Unauthorized, http.StatusUnauthorized)
	}
	return user, c.Connection, nil
}

func (h *Handler) readAnswer(p oauth.Params, ip netip.Addr) (passwordless.Answer, error) {
	if p["verification_code"] == "" {
		return passwordless.Answer{}, oauth.Errorf(passwordless.BadRequest, "Missing required property: verification_code")
	}
	return passwordless.Answer{
		ClientID: p["client_id"], Connection: p["connection"], Address: h.address(p),
		Code: p["verification_code"], IP: ip,
	}, nil
}

// Worded is err as Auth0 words it, with the code and status that ErrWrong and
// ErrExpired have at this endpoint. Other errors pass unchanged. Auth0's SDKs
// and the apps on them compare these sentences.
func Worded(err error, code string, status int) error {
	switch {
	case errors.Is(err, passwordless.ErrWrongPhone):
		return oauth.Errorf(code, "Wrong phone number or verification code.").WithStatus(status).WithCause(err)
	case errors.Is(err, passwordless.ErrWrong):
		return oauth.Errorf(code, "Wrong email or verification code.").WithStatus(status).WithCause(err)
	case errors.Is(err, passwordless.ErrExpired):
		return oauth.Errorf(code, "The verification code has expired. Please try to login again.").WithStatus(status).WithCause(err)
	case errors.Is(err, passwordless.ErrExhausted):
		return oauth.Errorf(oauth.TooManyAttempts, "You've reached the maximum number of attempts. Please try to login again.").
			WithStatus(http.StatusTooManyRequests).WithCause(err)
	}
	return err
}
