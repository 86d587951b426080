package devicegrant

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
	"authd/internal/throttle"
)

const (
	purposeDevice seal.Purpose = "device code"
	purposeUser   seal.Purpose = "user code"
)

// Requests keeps what devices ask for, as people see it. What is absent, dead or
// answered is authd.ErrNotFound.
type Requests interface {
	// PutDevice errs with authd.ErrConflict where a code is another request's.
	PutDevice(ctx context.Context, d authd.DeviceAuthorization) error
	WaitingDevice(ctx context.Context, userHash []byte, now time.Time) (authd.DeviceAuthorization, error)
	AnswerDevice(ctx context.Context, d authd.DeviceAuthorization, now time.Time) error
}

// Polls is the same, as devices see it.
type Polls interface {
	PollDevice(ctx context.Context, p authd.DevicePoll, now time.Time) (authd.DeviceAuthorization, error)
	// TakeDevice is nil for one of all who take an allowed request.
	TakeDevice(ctx context.Context, deviceHash []byte, now time.Time) error
}

// A Service is the device grant under one configuration. Every field is needed.
type Service struct {
	Requests Requests
	Polls    Polls
	Hash     func(seal.Purpose, string) []byte // keyed
	Limiter  *throttle.Limiter
	Wrong    []authd.Rate  // limits.device_flow.wrong_per_ip
	Lifetime time.Duration // tenant.device_flow.code_lifetime
	Interval time.Duration // tenant.device_flow.interval
}

// Codes are what a device is given to begin with.
type Codes struct {
	Device string // what it polls with, for itself alone
	User   string // what it shows, as Shown writes it
}

// redraws bounds how often a user code that is in use is drawn again. With a
// million in use, one of 25,000 draws is such a code.
const redraws = 10

// Begin keeps a, which is yet to get its person, under two new codes.
func (s *Service) Begin(ctx context.Context, a authd.Authorization, now time.Time) (Codes, error) {
	d := authd.DeviceAuthorization{Authorization: a, Interval: s.Interval, EndsAt: now.Add(s.Lifetime), ExpiresAt: now.Add(2 * s.Lifetime)}
	var err error
	for range redraws {
		device, user := seal.Token(), newUserCode()
		d.DeviceHash, d.UserHash = s.Hash(purposeDevice, device), s.Hash(purposeUser, user)
		if err = s.Requests.PutDevice(ctx, d); !errors.Is(err, authd.ErrConflict) {
			return Codes{device, Shown(user)}, err
		}
	}
	return Codes{}, err
}

// ErrWrong is for a user code that is no code, was never given, is dead or is
// answered: telling these apart would help to guess.
var ErrWrong = errors.New("no device waits under this code")

// Find looks for the request a person types the code of. Of wrong codes one IP has
// as many as Wrong says, counted before they are looked at: above that the error
// is a *throttle.Exceeded, for the right code too (TK-22). Else it may be ErrWrong.
func (s *Service) Find(ctx context.Context, typed string, ip netip.Addr, now time.Time) (authd.DeviceAuthorization, error) {
	guess, err := s.Limiter.Take(ctx, now, throttle.Ask{Rule: "limits.device_flow.wrong_per_ip", Key: throttle.IPKey(ip), Rates: s.Wrong})
	if err != nil {
		return authd.DeviceAuthorization{}, err
	}
	d, err := s.Waiting(ctx, Canonical(typed), now)
	if err != nil {
		return authd.DeviceAuthorization{}, err
	}
	return d, guess.GiveBack(ctx)
}

// Waiting is Find for a canonical code that was found before, and is not counted.
func (s *Service) Waiting(ctx context.Context, code string, now time.Time) (authd.DeviceAuthorization, error) {
	d, err := s.Requests.WaitingDevice(ctx, s.Hash(purposeUser, code), now)
	return d, wrong(err)
}

// Answer keeps what a person said to d, in its Answer. Who comes second gets
// ErrWrong.
func (s *Service) Answer(ctx context.Context, d authd.DeviceAuthorization, now time.Time) error {
	return wrong(s.Requests.AnswerDevice(ctx, d, now))
}

func wrong(err error) error {
	if errors.Is(err, authd.ErrNotFound) {
		return ErrWrong
	}
	return err
}
