package registration

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"

	"authd/internal/brand"
	"authd/internal/oauth"
)

// longestName is in characters: it stands in a sentence of the consent page.
const longestName = 80

// checkPages judges what people see of a client that nobody here has looked at
// (security row CA-13). A logo is fetched from where it is, since a picture that
// stands in the page itself would be sent with each; and nothing is on plain http,
// where others could put their own in its place.
func checkPages(m Metadata, _ Policy) *oauth.Error {
	if utf8.RuneCountInString(m.ClientName) > longestName || strings.ContainsFunc(m.ClientName, invisible) {
		return wrong("client_name", "must be at most %d characters, all of them visible", longestName)
	}
	if namesAPlace(m.ClientName) {
		return wrong("client_name", "must not have an address in it: it stands in mails, where an address becomes a link")
	}
	for _, page := range []struct{ member, address string }{
		{"logo_uri", m.LogoURI}, {"policy_uri", m.PolicyURI}, {"tos_uri", m.TOSURI},
	} {
		if page.address != "" && !strings.HasPrefix(page.address, "https://") {
			return wrong(page.member, "must be an https:// URL")
		}
	}
	var logo brand.Logo
	if err := logo.UnmarshalText([]byte(m.LogoURI)); err != nil {
		return wrong("logo_uri", "%s", err)
	}
	return nil
}

// namesAPlace reports whether a mail program would make a link of a part of text.
func namesAPlace(text string) bool {
	apart := func(r rune) bool { return r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), apart) {
		word = strings.Trim(word, ".-")
		if _, known := publicsuffix.PublicSuffix(word); known && strings.Contains(word, ".") {
			return true
		}
	}
	return strings.Contains(text, "://") || strings.Contains(text, "@")
}

// invisible finds what is no character to see, or turns those around it about.
func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || r == utf8.RuneError
}
