package passwordless

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/throttle"
)

// Error codes of Auth0's passwordless endpoints.
const (
	BadClientID         = "bad.client_id"
	BadConnection       = "bad.connection"
	BadEmail            = "bad.email"
	BadPhoneNumber      = "bad.phone_number"
	BadSend             = "bad.send"
	BadAuthParams       = "bad.authParams"
	BadRequest          = "bad.request"
	InvalidUserPassword = "invalid_user_password"
)

// Why a code or a link was not accepted. ErrWrong covers codes that are wrong,
// replaced, already used or never sent, and people who may not sign up: telling
// these apart would tell who has an account.
var (
	ErrWrong     = errors.New("wrong code or link")
	ErrExpired   = errors.New("code or link has expired")
	ErrExhausted = errors.New("no tries are left for this code")
)

// ErrWrongPhone is ErrWrong for a code that was sent to a phone.
var ErrWrongPhone = fmt.Errorf("%w, of a phone number", ErrWrong)

// ErrCountry is the cause of bad.phone_number for a country that is not served.
var ErrCountry = errors.New("the number is of a country that is not served")

// refusals has a reason for every verdict but Right.
var refusals = map[authd.Verdict]error{
	authd.Absent:    ErrWrong,
	authd.Wrong:     ErrWrong,
	authd.Expired:   ErrExpired,
	authd.Exhausted: ErrExhausted,
}

// limited turns a throttle.Exceeded into status 429 with the given code, the
// rule's name and the time to wait. Other errors pass unchanged.
func limited(err error, code string) error {
	var exceeded *throttle.Exceeded
	if !errors.As(err, &exceeded) {
		return err
	}
	seconds := int(exceeded.RetryAfter / time.Second)
	return oauth.Errorf(code, "Too many requests: %s. Try again in %s.", exceeded, exceeded.RetryAfter).
		WithStatus(http.StatusTooManyRequests).WithRetryAfter(seconds).WithCause(err)
}
