package address

import (
	"errors"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// maxPhone bounds the work spent on what cannot be a number: E.164 has 15
// digits, and people put spaces, dots and brackets between them.
const maxPhone = 40

// Why a text is not a number that takes text messages, in words for the person
// who typed it.
var (
	ErrNoPhone   = errors.New("a phone number is needed")
	ErrNotPhone  = errors.New("a phone number begins with + and the country's code, like +14155550123, and has 15 digits at most")
	ErrPhoneKind = errors.New("numbers that cost more than a message, pagers and voice mail boxes are sent no text messages")
)

// dear are the kinds of number that fraud is made with: each message to one
// pays its owner (security row PL-27).
var dear = []phonenumbers.PhoneNumberType{
	phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.PERSONAL_NUMBER,
	phonenumbers.PAGER, phonenumbers.UAN, phonenumbers.VOICEMAIL,
}

// A Phone is one number in its only accepted spelling.
type Phone struct {
	Address
	// Country is the ISO 3166-1 code of the country that gave the number out,
	// 001 for the satellite and other networks of no country.
	Country string
}

// ParsePhone reads one typed number as E.164 (ITU-T E.164 §6). A number without
// a country's code is read as one of the country home, "" for none. The error is
// one of this package's.
func ParsePhone(typed, home string) (Phone, error) {
	if len(typed) > maxPhone {
		return Phone{}, ErrNotPhone
	}
	text, err := normalise(typed)
	switch {
	case errors.Is(err, ErrEmpty):
		return Phone{}, ErrNoPhone
	case err != nil, strings.ContainsFunc(text, notDialled):
		return Phone{}, ErrNotPhone
	}
	number, err := phonenumbers.Parse(text, home)
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return Phone{}, ErrNotPhone
	}
	if slices.Contains(dear, phonenumbers.GetNumberType(number)) {
		return Phone{}, ErrPhoneKind
	}
	canonical := phonenumbers.Format(number, phonenumbers.E164)
	return Phone{Address{Canonical: canonical, Bucket: canonical}, phonenumbers.GetRegionCodeForNumber(number)}, nil
}

// notDialled reports what is neither a digit nor one of the marks people put
// between them. Letters would be dialled on an old telephone, and extensions
// take no messages.
func notDialled(r rune) bool {
	return (r < '0' || r > '9') && !strings.ContainsRune("+ -./()\u00a0\u2010\u2011\u2012\u2013", r)
}

// Countries are the ISO 3166-1 codes there are numbers of.
func Countries() map[string]bool { return phonenumbers.GetSupportedRegions() }
