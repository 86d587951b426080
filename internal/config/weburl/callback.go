package weburl

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Wildcards says whether a callback may hold a "*".
type Wildcards int

// The two ways to treat wildcards.
const (
	NoWildcards Wildcards = iota
	LeftmostLabel
)

// scripts are the schemes that run code or read files where a redirect ends.
var scripts = []string{"javascript", "data", "file", "blob", "vbscript"}

// CheckCallback judges a URL to which a browser will be sent with tokens or
// after a logout. https goes anywhere, http to loopback (RFC 8252 §7.3), and a
// private-use scheme must hold a dot (RFC 8252 §7.1).
func CheckCallback(raw string, allowed Wildcards) *Fault {
	u, f := parse(raw)
	if f != nil {
		return f
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return checkPrivateScheme(raw, u)
	}
	if f := checkHost(u); f != nil {
		return f
	}
	return checkWildcard(raw, u, allowed)
}

// PrivateUse reports whether raw, a callback without a fault, has a scheme that
// an app registers on a device (RFC 8252 §7.1).
func PrivateUse(raw string) bool {
	u, f := parse(raw)
	return f == nil && u.Scheme != "https" && u.Scheme != "http"
}

func checkPrivateScheme(raw string, u *url.URL) *Fault {
	switch {
	case slices.Contains(scripts, u.Scheme):
		return fault(u.Scheme + ": URLs run code or read files and can never be registered")
	case !strings.Contains(u.Scheme, "."):
		return fault("a private-use scheme must hold a dot, like com.example.app:/callback")
	case u.User != nil:
		return fault(`must not have "@" in front of the host`)
	case strings.Contains(raw, "*"):
		return fault("wildcards are accepted in http(s) hosts alone")
	}
	return nil
}

// checkWildcard lets one "*" stand within the left-most label of the host, as
// Auth0's sub-domain placeholders do, if the client switched them on. The rest
// must be a domain one party owns (RFC 9700 §4.1.1).
func checkWildcard(raw string, u *url.URL, allowed Wildcards) *Fault {
	if !strings.Contains(raw, "*") {
		return nil
	}
	first, rest, _ := strings.Cut(u.Hostname(), ".")
	switch {
	case allowed == NoWildcards:
		return fault(`has a "*", which is accepted only with wildcard_callbacks: true`)
	case strings.Count(raw, "*") != 1 || !strings.Contains(first, "*"):
		return fault(`may have one "*", and that in the left-most label of the host`)
	case !owned(rest):
		return fault(`the "*" would stand for domains of strangers; name the whole domain, like https://*.example.com`)
	}
	return nil
}

// owned reports whether domain belongs to one party: not a top-level domain,
// not a public suffix such as co.uk, not the end of an IP address.
func owned(domain string) bool {
	domain = strings.ToLower(domain)
	suffix, _ := publicsuffix.PublicSuffix(domain)
	last := domain[strings.LastIndexByte(domain, '.')+1:]
	emptyLabel := strings.HasPrefix(domain, ".") || strings.Contains(domain, "..")
	return !emptyLabel && domain != suffix && strings.Trim(last, "0123456789") != ""
}
