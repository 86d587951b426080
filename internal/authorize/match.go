package authorize

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// matchRedirect reports whether uri is registered for the client: the exact
// string (RFC 9700 §2.1). Two exceptions widen the list: a native client's
// loopback address may have any port (RFC 8252 §7.3), and a "*" stands for one
// label where the client has wildcard_callbacks and not the implicit grant.
func matchRedirect(c authd.Client, uri string) bool {
	if uri == "" {
		return false
	}
	return slices.ContainsFunc(c.Callbacks, func(registered string) bool {
		return registered == uri && !strings.Contains(registered, "*") ||
			c.AppType == "native" && matchLoopback(registered, uri) ||
			c.WildcardCallbacks && !c.Allows(oauth.GrantImplicit) && matchWildcard(registered, uri)
	})
}

// matchLoopback compares two loopback addresses without their ports. The name
// localhost is no loopback address: it may resolve elsewhere.
func matchLoopback(registered, uri string) bool {
	r, errR := url.Parse(registered)
	u, errU := url.Parse(uri)
	if errR != nil || errU != nil || r.Scheme != "http" || !isLoopback(r.Hostname()) || !validPort(u.Port()) {
		return false
	}
	return withPort(uri, u) && stripPort(registered, r) == stripPort(uri, u)
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func validPort(port string) bool {
	return port != "" && len(port) <= 5 && strings.Trim(port, "0123456789") == ""
}

// withPort reports whether the text of uri has its port right behind its host,
// so that no userinfo or odd spelling hides in what stripPort removes.
func withPort(uri string, u *url.URL) bool {
	return strings.HasPrefix(uri, u.Scheme+"://"+u.Host) && u.User == nil
}

func stripPort(uri string, u *url.URL) string {
	return strings.Replace(uri, "://"+u.Host, "://"+strings.TrimSuffix(u.Host, ":"+u.Port()), 1)
}

// matchWildcard lets the "*" in the left-most label of registered stand for one
// or more characters of one host label, and nothing else.
func matchWildcard(registered, uri string) bool {
	before, after, found := strings.Cut(registered, "*")
	if !found || !strings.HasPrefix(uri, before) || !strings.HasSuffix(uri, after) || len(uri) <= len(before)+len(after) {
		return false
	}
	label := uri[len(before) : len(uri)-len(after)]
	return strings.Trim(strings.ToLower(label), "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// origin is the origin of an http(s) URL, scheme://host[:port], or the scheme
// with its colon for a private-use URL.
func origin(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	if u.Host == "" {
		return u.Scheme + ":"
	}
	return u.Scheme + "://" + u.Host
}
