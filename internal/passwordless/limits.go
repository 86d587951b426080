package passwordless

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/throttle"
)

// A Browser knows which addresses have logged in on it before.
type Browser interface {
	// Device is an id of the browser for an address, empty if it has not.
	Device(canonical string) string
}

// A source is whose slots a start or a guess uses up.
type source struct {
	ip     netip.Addr
	bucket string // of the address
	device string // of a browser that has logged in with it before, else empty
}

func sourceOf(r Recipient, b Browser, ip netip.Addr) source {
	from := source{ip: ip, bucket: r.Bucket}
	if b != nil {
		from.device = b.Device(r.Canonical)
	}
	return from
}

// knownTogether is how many devices' slots all devices of an address have
// together: whoever held an address for a while could else collect devices, and
// guess at all of them later.
const knownTogether = 10

// asks are for a slot under a rule about an address. A known device has slots of
// its own, at the same rates: who uses up the address's elsewhere does not lock
// its owner out of there (security row PL-23).
func (f source) asks(rule string, rates []authd.Rate) []throttle.Ask {
	if f.device == "" {
		return []throttle.Ask{{Rule: rule, Key: f.bucket, Rates: rates}}
	}
	together := slices.Clone(rates)
	for i := range together {
		together[i].N *= knownTogether
	}
	return []throttle.Ask{
		{Rule: rule, Key: "device\x00" + f.device + "\x00" + f.bucket, Rates: rates},
		{Rule: rule, Key: "devices\x00" + f.bucket, Rates: together},
	}
}

// takeStart takes a slot for one more message. The IP is asked first: who is
// over its limit then uses up nothing of the address's, which may be another's.
func (s *Service) takeStart(ctx context.Context, to Recipient, from source, now time.Time) error {
	asks := []throttle.Ask{{Rule: "limits.passwordless_start.per_ip", Key: throttle.IPKey(from.ip), Rates: s.Limits.StartPerIP}}
	asks = append(asks, from.asks("limits.passwordless_start.per_address", s.Limits.StartPerAddress)...)
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
func (s *Service) takeGuess(ctx context.Context, from source, now time.Time) (throttle.Slot, error) {
	asks := []throttle.Ask{{Rule: "limits.code.wrong_per_ip", Key: throttle.IPKey(from.ip), Rates: s.Limits.WrongCodePerIP}}
	slot, err := s.Limiter.Take(ctx, now, append(asks, from.asks("limits.code.wrong_per_address", s.Limits.WrongCodePerAddress)...)...)
	return slot, limited(err, oauth.TooManyAttempts)
}
