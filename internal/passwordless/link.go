package passwordless

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

// linkPath is where mailed links lead, after the issuer. A GET there must change
// nothing: mail scanners follow links (security row PL-11).
const linkPath = "passwordless/link"

const purposeToken seal.Purpose = "passwordless link token"

// A ticket is what a link's token says, sealed. It carries the code so that the
// page in another browser can show it without the server keeping it.
type ticket struct {
	Slot  string `json:"s"`
	Proof string `json:"k"`
	Code  string `json:"c"`
}

// A Link is a mailed link, opened but not used.
type Link struct {
	Code      string // to type where the login began
	Challenge authd.Challenge
}

// linkURL makes the address to mail.
func (s *Service) linkURL(slot string, secrets secrets) string {
	plain, err := json.Marshal(ticket{slot, secrets.link, secrets.code})
	if err != nil {
		panic(err) // strings are always JSON
	}
	query := url.Values{"token": {s.Ring.Seal(purposeToken, plain)}}
	return s.Directory.Tenant.Issuer + linkPath + "?" + query.Encode()
}

// OpenLink reads a link's token and changes nothing. Its errors are ErrWrong,
// also for a damaged token and for a link that was replaced or used, ErrExpired
// and ErrExhausted (wrapped); any other is the server's own failure.
func (s *Service) OpenLink(ctx context.Context, token string, now time.Time) (Link, error) {
	t, err := s.openTicket(token)
	if err != nil {
		return Link{}, err
	}
	c, verdict, err := s.Links.Challenge(ctx, t.Slot, now)
	if err == nil && verdict != authd.Absent && subtle.ConstantTimeCompare(c.LinkHash, s.linkHash(t.Slot, t.Proof)) != 1 {
		verdict = authd.Wrong // the slot holds a newer challenge
	}
	if err := s.settle(c, verdict, err, ""); err != nil {
		return Link{}, err
	}
	return Link{Code: t.Code, Challenge: c}, nil
}

// RedeemLink uses a link up and returns the person, made now if new, and the
// challenge. Its errors are OpenLink's. No limit applies: nobody guesses 256 bits.
func (s *Service) RedeemLink(ctx context.Context, token string, now time.Time) (authd.User, authd.Challenge, error) {
	t, err := s.openTicket(token)
	if err != nil {
		return authd.User{}, authd.Challenge{}, err
	}
	c, verdict, err := s.Links.TakeChallengeByLink(ctx, t.Slot, s.linkHash(t.Slot, t.Proof), now)
	if err == nil {
		s.countVerdict(verdict, c.Connection)
	}
	if err := s.settle(c, verdict, err, ""); err != nil {
		return authd.User{}, authd.Challenge{}, err
	}
	user, err := s.user(ctx, c, now)
	return user, c, err
}

func (s *Service) openTicket(token string) (ticket, error) {
	var t ticket
	plain, err := s.Ring.Open(purposeToken, token)
	if err != nil || json.Unmarshal(plain, &t) != nil {
		return ticket{}, fmt.Errorf("%w: the link is cut or was not made here", ErrWrong)
	}
	return t, nil
}
