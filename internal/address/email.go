package address

import (
	"errors"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Limits of RFC 5321 §4.5.3.1, in bytes. A path of 256 holds two angle brackets.
const (
	maxEmail = 254
	maxLocal = 64
)

// maxTyped bounds the work spent on what cannot be an address.
const maxTyped = 4 * maxEmail

// Why a text is not an address, in words for the person who typed it.
var (
	ErrEmpty     = errors.New("an e-mail address is needed")
	ErrTooLong   = errors.New("an e-mail address has at most 254 characters, 64 of them before the @")
	ErrInvisible = errors.New("an e-mail address has no line breaks, tabs or invisible characters")
	ErrNotOne    = errors.New("exactly one e-mail address is needed, with exactly one @")
	ErrLocal     = errors.New("the part before the @ may hold unaccented letters, digits and .!#$%&'*+-/=?^_`{|}~ without leading, trailing or double dots")
	ErrDomain    = errors.New("the part after the @ must be a domain name such as example.com")
)

// Case says whether Foo@example.com and foo@example.com are one person.
type Case int

// Cases. Nearly every mail server folds, and people type both.
const (
	FoldCase Case = iota
	PreserveCase
)

// An Address is one place codes are sent to, in its only accepted spelling.
type Address struct {
	// Canonical names the account and is where messages go. A mail address has
	// its domain in lower-case A-labels and its local part in lower case under
	// FoldCase; a number is E.164.
	Canonical string
	// Bucket names the address in counters. It folds case always, so that
	// spellings of one address never have counters of their own.
	Bucket string
}

// ParseEmail reads one typed address. It normalises first and validates after,
// so that no character can turn into an @, a dot or a separator once the checks
// are done. Dots and +tags in the local part are kept: only the domain's owner
// knows what they mean. The error is one of this package's.
func ParseEmail(typed string, local Case) (Address, error) {
	text, err := normalise(typed)
	if err != nil {
		return Address{}, err
	}
	before, after, found := strings.Cut(text, "@")
	if !found || strings.Contains(after, "@") {
		return Address{}, ErrNotOne
	}
	domain, err := parseDomain(after)
	if err != nil {
		return Address{}, err
	}
	if err := checkLocal(before); err != nil {
		return Address{}, err
	}
	return build(before, domain, local)
}

// normalise folds full-width and half-width forms (U+FF20 is an @), composes
// (NFC), drops surrounding spaces and refuses what cannot be seen.
func normalise(typed string) (string, error) {
	if len(typed) > maxTyped {
		return "", ErrTooLong
	}
	text := strings.Trim(norm.NFC.String(width.Fold.String(typed)), " ")
	if text == "" {
		return "", ErrEmpty
	}
	if strings.ContainsFunc(text, invisible) {
		return "", ErrInvisible
	}
	return text, nil
}

// invisible reports control and format characters, line and paragraph
// separators, and bytes that are not UTF-8.
func invisible(r rune) bool {
	return r == unicode.ReplacementChar || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// checkLocal accepts a dot-atom (RFC 5322 §3.2.3), not the quoted form, whose
// spaces, commas and @ signs other programs read as separators.
func checkLocal(local string) error {
	if len(local) > maxLocal {
		return ErrTooLong
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, notAtomText) {
			return ErrLocal
		}
	}
	return nil
}

func notAtomText(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	digit := '0' <= r && r <= '9'
	return !letter && !digit && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func build(local, domain string, c Case) (Address, error) {
	lower := strings.ToLower(local) + "@" + domain
	if len(lower) > maxEmail {
		return Address{}, ErrTooLong
	}
	if c == PreserveCase {
		return Address{Canonical: local + "@" + domain, Bucket: lower}, nil
	}
	return Address{Canonical: lower, Bucket: lower}, nil
}
