package passwordless

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"authd/internal/address"
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
	Send       Send
}

// Start replaces the slot's challenge by a new one and puts its mail into the
// outbox. It does and answers the same for every address, whether or not it has
// an account and may make one (security rows PL-20, PL-21, PL-33).
//
// Its errors are *oauth.Error with code bad.client_id, bad.connection or
// bad.email, or too_many_requests with status 429 and RetryAfter; any other is
// the server's own failure.
func (s *Service) Start(ctx context.Context, in Start, now time.Time) error {
	client, connection, err := s.client(in.ClientID, in.Connection)
	if err != nil {
		return err
	}
	email, err := s.Email(in.Connection, in.Address)
	if err != nil {
		return err
	}
	if err := s.takeStart(ctx, email.Bucket, in.IP, now); err != nil {
		return err
	}
	return s.send(ctx, in, recipient{client, connection, email}, now)
}

// A recipient is who a code goes to and for what.
type recipient struct {
	client     authd.Client
	connection authd.Connection
	email      address.Email
}

func (s *Service) send(ctx context.Context, in Start, to recipient, now time.Time) error {
	c, secrets := s.newChallenge(in, to, now)
	mail, err := s.compose(in, to, c, secrets)
	if err != nil {
		return err
	}
	welcome, err := s.welcome(ctx, to)
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
	s.Wake()
	return nil
}

// welcome reports whether the address has an account or may make one.
func (s *Service) welcome(ctx context.Context, to recipient) (bool, error) {
	if !to.connection.DisableSignup {
		return true, nil
	}
	_, err := s.Users.FindUser(ctx, to.connection.Name, to.email.Canonical)
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

func (s *Service) newChallenge(in Start, to recipient, now time.Time) (authd.Challenge, secrets) {
	canonical := to.email.Canonical
	slot := slotOr(in.Slot, to.connection.Name, canonical)
	secrets := secrets{code: s.codeFor(to), link: seal.Token()}
	return authd.Challenge{
		Slot: slot, ID: NewID(),
		ClientID: to.client.ID, Connection: to.connection.Name, Address: canonical,
		CodeHash:  s.codeHash(slot, to.connection.Name, canonical, secrets.code),
		LinkHash:  s.linkHash(slot, secrets.link),
		Pending:   in.Pending,
		MaxTries:  s.Limits.CodeTries,
		CreatedAt: now, ExpiresAt: now.Add(to.connection.CodeLifetime),
	}, secrets
}

func (s *Service) codeFor(to recipient) string {
	if fixed, found := s.FixedCodes[to.email.Bucket]; found {
		return fixed
	}
	return newCode(to.connection.CodeLength)
}

// compose renders the mail of c. The host in it is the configured issuer's,
// whatever the request says (security row PL-13).
func (s *Service) compose(in Start, to recipient, c authd.Challenge, secrets secrets) (authd.Mail, error) {
	issuer, err := url.Parse(s.Directory.Tenant.Issuer)
	if err != nil {
		return authd.Mail{}, fmt.Errorf("parse the issuer: %w", err)
	}
	login := authd.LoginMail{
		To: c.Address, Code: secrets.code, ClientName: to.client.Name, Host: issuer.Host,
		Lifetime: to.connection.CodeLifetime, Language: in.Language,
	}
	if in.Send != SendCode {
		login.Link = s.linkURL(c.Slot, secrets)
	}
	mail, err := s.Mail.Compose(login, c.ID, c.ExpiresAt)
	if err != nil {
		return authd.Mail{}, fmt.Errorf("compose login mail: %w", err)
	}
	return mail, nil
}
