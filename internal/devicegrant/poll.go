package devicegrant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

const (
	slower    = 5 * time.Second // what haste adds to the interval (RFC 8628 §3.5)
	tolerance = time.Second     // by which the network may bring two polls together
)

// Poll returns the request of a client's device once a person has allowed it, and
// leaves it to be taken. Its *oauth.Error says what else there is to say.
func (s *Service) Poll(ctx context.Context, deviceCode, clientID string, now time.Time) (authd.DeviceAuthorization, error) {
	d, err := s.Polls.PollDevice(ctx, authd.DevicePoll{
		DeviceHash: s.Hash(purposeDevice, deviceCode), ClientID: clientID, Tolerance: tolerance, Step: slower,
	}, now)
	if err != nil {
		return d, unknown(err)
	}
	if refusal := standing(d, now); refusal != nil {
		return authd.DeviceAuthorization{}, refusal
	}
	return d, nil
}

// Take uses an allowed request up: of many at once one goes on.
func (s *Service) Take(ctx context.Context, d authd.DeviceAuthorization, now time.Time) error {
	return unknown(s.Polls.TakeDevice(ctx, d.DeviceHash, now))
}

// standing is what the device is told, nil when it is to get its tokens. Statuses
// and words are Auth0's; clients go by the codes (RFC 8628 §3.5).
func standing(d authd.DeviceAuthorization, now time.Time) *oauth.Error {
	switch {
	case !now.Before(d.EndsAt):
		return oauth.Errorf(oauth.ExpiredToken, "The code has expired: ask for a new one.").WithStatus(http.StatusForbidden)
	case d.Answer == authd.DeviceAllowed:
		return nil
	case d.Answer == authd.DeviceDenied:
		return oauth.Errorf(oauth.AccessDenied, "The person did not allow it.").WithStatus(http.StatusForbidden)
	case d.Hurried:
		seconds := int(d.Interval / time.Second)
		return oauth.Errorf(oauth.SlowDown, "You are polling faster than the interval, which is %d s from now on.", seconds).
			WithStatus(http.StatusTooManyRequests).WithRetryAfter(seconds)
	}
	return oauth.Errorf(oauth.AuthorizationPending, "User has yet to authorize device code.").WithStatus(http.StatusForbidden)
}

// unknown is for a code that was never given to this client, was used or is long
// dead. Other errors pass.
func unknown(err error) error {
	if !errors.Is(err, authd.ErrNotFound) {
		return err
	}
	return Refused(fmt.Errorf("no request of this client has the device code, or it was used: %w", err))
}

// Refused tells a device nothing but that it must begin anew.
func Refused(cause error) *oauth.Error {
	return oauth.Errorf(oauth.InvalidGrant, "Invalid or expired device code.").WithStatus(http.StatusForbidden).WithCause(cause)
}
