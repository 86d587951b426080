package web

import (
	"net/netip"
	"net/url"

	"golang.org/x/net/publicsuffix"
)

// SameSite reports whether browsers count two addresses as one site: then cookies
// of one reach its frames on pages of the other (RFC 6265bis §5.2). The port does
// not matter, the scheme does.
func SameSite(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && site(a.Hostname()) == site(b.Hostname())
}

// site is a host's registrable domain, or the host itself where it has none:
// localhost, an address, a public suffix.
func site(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host
	}
	return domain
}
