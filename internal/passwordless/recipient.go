package passwordless

import (
	"slices"
	"strings"

	"authd/internal/address"
	"authd/internal/authd"
	"authd/internal/oauth"
)

// A Recipient is an address in its only accepted spelling: a mail address or a
// phone number, as the connection's strategy says.
type Recipient struct {
	address.Address
	country string // of a number, ISO 3166-1; empty for a mail address
}

// block is the number without its last three digits: numbers are given out in
// blocks, and fraud is done with blocks (security row PL-27).
func (r Recipient) block() string { return r.Canonical[:max(0, len(r.Canonical)-3)] }

// Recipient reads an address as the connection wants it. Its errors are
// *oauth.Error: bad.connection, bad.email or bad.phone_number.
func (s *Service) Recipient(connection, typed string) (Recipient, error) {
	c, err := s.connection(connection)
	if err != nil {
		return Recipient{}, err
	}
	if c.Strategy == authd.StrategySMS {
		return s.phone(typed)
	}
	return email(c, typed)
}

func email(c authd.Connection, typed string) (Recipient, error) {
	if typed == "" {
		return Recipient{}, missing(BadEmail, "email")
	}
	local := address.FoldCase
	if c.PreserveCase {
		local = address.PreserveCase
	}
	email, err := address.ParseEmail(typed, local)
	if err != nil {
		return Recipient{}, oauth.Errorf(BadEmail, "error in email - email format validation failed: %s", err).WithCause(err)
	}
	return Recipient{Address: email}, nil
}

func (s *Service) phone(typed string) (Recipient, error) {
	if typed == "" {
		return Recipient{}, missing(BadPhoneNumber, "phone_number")
	}
	phone, err := address.ParsePhone(typed, s.home())
	if err != nil {
		return Recipient{}, oauth.Errorf(BadPhoneNumber, "error in phone_number - phone_number format validation failed: %s", err).WithCause(err)
	}
	if !slices.Contains(s.SMSCountries, phone.Country) {
		return Recipient{}, oauth.Errorf(BadPhoneNumber, "Text messages are sent to numbers of these countries only: %s. This one is of %s; delivery.sms.countries says which.",
			strings.Join(s.SMSCountries, ", "), phone.Country).WithCause(ErrCountry)
	}
	return Recipient{phone.Address, phone.Country}, nil
}

// home is the country of numbers typed without one: where only one is served
// there is no doubt.
func (s *Service) home() string {
	if len(s.SMSCountries) == 1 {
		return s.SMSCountries[0]
	}
	return ""
}
