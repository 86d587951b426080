package passwordless

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"authd/internal/authd"
)

// An Answer is one typed code.
type Answer struct {
	Slot       string // PageSlot, or empty when it comes through the API
	ClientID   string // may be empty: auth0.js before 9.16.4 verifies without one
	Connection string
	Address    string // as typed, or as kept by the page
	Code       string // as typed
	IP         netip.Addr
	Browser    Browser // nil where it sends no cookies
}

// Verify judges a code and leaves it usable, since auth0.js presents it again
// in the next step. A wrong one is counted.
//
// Its errors are ErrWrong, ErrExpired and ErrExhausted (wrapped), or an
// *oauth.Error: bad.connection, bad.email, bad.phone_number, or too_many_attempts
// with status 429 and RetryAfter; any other is the server's own failure. A wrong
// code for a phone is ErrWrongPhone as well.
func (s *Service) Verify(ctx context.Context, in Answer, now time.Time) error {
	_, err := s.answer(ctx, in, now, s.Store.TryChallenge)
	return err
}

// Redeem judges a code and, if it is right, uses it up. It returns the person,
// made now if new, and the challenge. Its errors are Verify's.
func (s *Service) Redeem(ctx context.Context, in Answer, now time.Time) (authd.User, authd.Challenge, error) {
	c, err := s.answer(ctx, in, now, s.Store.TakeChallenge)
	if err != nil {
		return authd.User{}, authd.Challenge{}, err
	}
	if from, err := s.Recipient(c.Connection, c.Address); err == nil {
		s.countSMS(SMSUsed, from)
	}
	user, err := s.user(ctx, c, now)
	return user, c, err
}

// A judge is TryChallenge or TakeChallenge.
type judge = func(ctx context.Context, slot string, codeHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error)

// answer costs the same whatever the verdict is: the limits and one deed of the
// store (security row PL-31). Only a right code gives its guess back.
func (s *Service) answer(ctx context.Context, in Answer, now time.Time, judge judge) (authd.Challenge, error) {
	from, err := s.Recipient(in.Connection, in.Address)
	if err != nil {
		return authd.Challenge{}, err
	}
	guess, err := s.takeGuess(ctx, sourceOf(from, in.Browser, in.IP), now)
	if err != nil {
		return authd.Challenge{}, err
	}
	slot := slotOr(in.Slot, in.Connection, from.Canonical)
	hash := s.codeHash(slot, in.Connection, from.Canonical, typedCode(in.Code))
	c, verdict, err := judge(ctx, slot, hash, now)
	if err == nil {
		s.countVerdict(verdict, in.Connection)
	}
	if err := s.settle(c, verdict, err, in.ClientID); err != nil {
		return authd.Challenge{}, s.byPhone(in.Connection, err)
	}
	return c, guess.GiveBack(ctx)
}

// byPhone marks a wrong code for a phone, since Auth0 words that differently.
func (s *Service) byPhone(connection string, err error) error {
	if errors.Is(err, ErrWrong) && s.Directory.Connections[connection].Strategy == authd.StrategySMS {
		return fmt.Errorf("%w (%w)", ErrWrongPhone, err)
	}
	return err
}

// settle is nil for a right answer that this client may use. A right answer
// under another client is spent all the same: it has leaked.
func (s *Service) settle(c authd.Challenge, verdict authd.Verdict, failure error, clientID string) error {
	if failure != nil {
		return fmt.Errorf("judge an answer: %w", failure)
	}
	if verdict != authd.Right {
		return refusals[verdict]
	}
	if clientID != "" && clientID != c.ClientID {
		return fmt.Errorf("%w: sent for client %s", ErrWrong, c.ClientID)
	}
	return s.stillServed(c)
}

// stillServed refuses what was sent under a setting that has since been taken
// away (security row PL-34).
func (s *Service) stillServed(c authd.Challenge) error {
	client, known := s.Directory.Clients[c.ClientID]
	_, served := s.Directory.Connections[c.Connection]
	if !known || !served || !slices.Contains(client.Connections, c.Connection) {
		return fmt.Errorf("%w: client %s no longer has connection %s", ErrWrong, c.ClientID, c.Connection)
	}
	return nil
}
