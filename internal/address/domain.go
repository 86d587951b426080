package address

import (
	"strings"

	"golang.org/x/net/idna"
)

// lookup maps as UTS #46 says for look-ups and refuses everything doubtful:
// characters outside letters, digits and hyphens, wrong joiners, mixed
// directions, labels of more than 63 bytes and A-labels that hide plain ASCII.
var lookup = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.VerifyDNSLength(true))

// parseDomain returns the lower-case A-labels of a domain of at least two.
func parseDomain(typed string) (string, error) {
	domain, err := lookup.ToASCII(typed)
	if err != nil || strings.ContainsFunc(domain, notDomainText) {
		return "", ErrDomain
	}
	dot := strings.LastIndexByte(domain, '.')
	if dot < 0 || isNumber(domain[dot+1:]) {
		return "", ErrDomain
	}
	return domain, nil
}

// notDomainText checks the mapped form once more: this is the last look before
// the address is mailed.
func notDomainText(r rune) bool {
	letter, digit := 'a' <= r && r <= 'z', '0' <= r && r <= '9'
	return !letter && !digit && r != '-' && r != '.'
}

// isNumber reports an empty last label (a trailing dot) and one that makes the
// whole an IP address to a URL parser: digits, or hexadecimal behind 0x.
func isNumber(label string) bool {
	if hex, found := strings.CutPrefix(label, "0x"); found {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(label, "0123456789") == ""
}
