package passwordless

import (
	"context"
	"net/netip"
	"time"

	"authd/internal/oauth"
	"authd/internal/throttle"
)

// takeStart takes a slot for one more message. The IP is asked first: who is
// over its limit then uses up nothing of the address's, which may be another's.
func (s *Service) takeStart(ctx context.Context, to Recipient, ip netip.Addr, now time.Time) error {
	asks := []throttle.Ask{
		{Rule: "limits.passwordless_start.per_ip", Key: throttle.IPKey(ip), Rates: s.Limits.StartPerIP},
		{Rule: "limits.passwordless_start.per_address", Key: to.Bucket, Rates: s.Limits.StartPerAddress},
	}
	_, err := s.Limiter.Take(ctx, now, append(asks, s.smsAsks(to)...)...)
	return limited(err, oauth.TooManyRequests)
}

// smsAsks bound what text messages can cost, whoever asks and from wherever
// (security row PL-27): the one rule that stops a thousand machines is the total.
func (s *Service) smsAsks(to Recipient) []throttle.Ask {
	if to.country == "" {
		return nil
	}
	return []throttle.Ask{
		{Rule: "limits.sms.per_block", Key: to.block(), Rates: s.Limits.SMSPerBlock},
		{Rule: "limits.sms.per_country", Key: to.country, Rates: s.Limits.SMSPerCountry},
		{Rule: "limits.sms.total", Rates: s.Limits.SMSTotal},
	}
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
