package passwordless

import (
	"context"
	"net/netip"
	"time"

	"authd/internal/oauth"
	"authd/internal/throttle"
)

// takeStart takes a slot for one more mail. The IP is asked first: who is over
// its limit then uses up nothing of the address's, which may be another's.
func (s *Service) takeStart(ctx context.Context, bucket string, ip netip.Addr, now time.Time) error {
	_, err := s.Limiter.Take(ctx, now,
		throttle.Ask{Rule: "limits.passwordless_start.per_ip", Key: throttle.IPKey(ip), Rates: s.Limits.StartPerIP},
		throttle.Ask{Rule: "limits.passwordless_start.per_address", Key: bucket, Rates: s.Limits.StartPerAddress})
	return limited(err, oauth.TooManyRequests)
}

// takeGuess takes a slot for one more wrong guess before the guess is looked
// at, whether it is right or not: a limit that only wrong guesses meet would
// still tell the right one (security row PL-03). The address's slots are shared
// by all connections and clients (PL-02, PL-05).
func (s *Service) takeGuess(ctx context.Context, bucket string, ip netip.Addr, now time.Time) (throttle.Slot, error) {
	slot, err := s.Limiter.Take(ctx, now,
		throttle.Ask{Rule: "limits.code.wrong_per_ip", Key: throttle.IPKey(ip), Rates: s.Limits.WrongCodePerIP},
		throttle.Ask{Rule: "limits.code.wrong_per_address", Key: bucket, Rates: s.Limits.WrongCodePerAddress})
	return slot, limited(err, oauth.TooManyAttempts)
}
