package passwordless

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"authd/internal/authd"
	"authd/internal/locale"
	"authd/internal/seal"
)

// A Send says what the mail offers.
type Send string

// Sends, in Auth0's words; the zero Send is a link, as it is there. A mail with
// a link has the code as well.
const (
	SendLink Send = "link"
	SendCode Send = "code"
)

// A Start asks for a code or a link.
type Start struct {
	Slot       string // PageSlot, or empty when it comes through the API
	ClientID   string
	Connection string
	Address    string        // as typed
	Pending    string        // the authorization request the link goes on with, sealed
	Language   locale.Wanted // of the mail
	IP         netip.Addr
	Browser    Browser // nil where it sends no cookies
	Send       Send    // of mails; a text message has a code alone
}

// Start replaces the slot's challenge by a new one and puts its mail into the
// outbox. It does and answers the same for every address, whether or not it has
// an account and may make one (security rows PL-20, PL-21, PL-33).
//
// Its errors are *oauth.Error with code bad.client_id, bad.connection, bad.email
// or bad.phone_number, or too_many_requests with status 429 and RetryAfter; any
// other is the server's own failure.
func (s *Service) Start(ctx context.Context, in Start, now time.Time) error {
	client, connection, err := s.client(in.ClientID, in.Connection)
	if err != nil {
		return err
	}
	to, err := s.Recipient(in.Connection, in.Address)
	if err != nil {
		return err
	}
	if err := s.takeStart(ctx, to, sourceOf(to, in.Browser, in.IP), now); err != nil {
		return err
	}
	return s.send(ctx, in, errand{client, connection, to}, now)
}

// An errand is who a code goes to and for what.
type errand struct {
	client     authd.Client
	connection authd.Connection
	to         Recipient
}

func (e errand) bySMS() bool { return e.connection.Strategy == authd.StrategySMS }

func (s *Service) send(ctx context.Context, in Start, e errand, now time.Time) error {
	c, secrets := s.newChallenge(in, e, now)
	mail, err := s.compose(in, e, c, secrets)
	if err != nil {
		return err
	}
	welcome, err := s.welcome(ctx, e)
	if err != nil {
		return err
	}
	if !welcome {
		// The same work and the same rows, but nothing fits the challenge
		// and its mail is past sending from the start.
		c.CodeHash, c.LinkHash = s.linkHash(c.Slot, seal.Token()), s.linkHash(c.Slot, seal.Token())
		mail.ExpiresAt = now
	}
	if err := s.Store.PutChallenge(ctx, c, &mail); err != nil {
		return fmt.Errorf("put challenge: %w", err)
	}
	s.Count(StepStarted, e.connection.Strategy)
	s.countSMS(SMSSent, e.to)
	s.Wake()
	return nil
}

// welcome reports whether the address has an account or may make one.
func (s *Service) welcome(ctx context.Context, e errand) (bool, error) {
	if !e.connection.DisableSignup {
		return true, nil
	}
	_, err := s.Users.FindUser(ctx, e.connection.Name, e.to.Canonical)
	if errors.Is(err, authd.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find user: %w", err)
	}
	return true, nil
}

// secrets are what the mail says and the challenge keeps only hashes of.
type secrets struct {
	code string
	link string // 256 random bits
}

func (s *Service) newChallenge(in Start, e errand, now time.Time) (authd.Challenge, secrets) {
	canonical := e.to.Canonical
	slot := slotOr(in.Slot, e.connection.Name, canonical)
	secrets := secrets{code: s.codeFor(e), link: seal.Token()}
	return authd.Challenge{
		Slot: slot, ID: NewID(),
		ClientID: e.client.ID, Connection: e.connection.Name, Address: canonical,
		CodeHash:  s.codeHash(slot, e.connection.Name, canonical, secrets.code),
		LinkHash:  s.linkHash(slot, secrets.link),
		Pending:   in.Pending,
		MaxTries:  s.Limits.CodeTries,
		CreatedAt: now, ExpiresAt: now.Add(e.connection.CodeLifetime),
	}, secrets
}

func (s *Service) codeFor(e errand) string {
	if fixed, found := s.FixedCodes[e.to.Bucket]; found {
		return fixed
	}
	return newCode(e.connection.CodeLength)
}

// compose renders the message of c. The host in it is the configured issuer's,
// whatever the request says (security row PL-13).
func (s *Service) compose(in Start, e errand, c authd.Challenge, secrets secrets) (authd.Mail, error) {
	issuer, err := url.Parse(s.Directory.Tenant.Issuer)
	if err != nil {
		return authd.Mail{}, fmt.Errorf("parse the issuer: %w", err)
	}
	login := authd.LoginMessage{
		Channel: e.connection.Strategy, To: c.Address, Code: secrets.code, ClientName: e.client.Name, Host: issuer.Host,
		Lifetime: e.connection.CodeLifetime, Language: in.Language,
	}
	if in.Send != SendCode && !e.bySMS() {
		login.Link = s.linkURL(c.Slot, secrets)
	}
	mail, err := s.Mail.Compose(login, c.ID, c.ExpiresAt)
	if err != nil {
		return authd.Mail{}, fmt.Errorf("compose login message: %w", err)
	}
	return mail, nil
}
