package logout

import (
	"net/url"
	"slices"
	"strings"
)

// matchReturn reports whether uri is one of list by Auth0's rule for returnTo:
// scheme and host are compared without case, the path byte for byte, query and
// fragment not at all. A text that browsers might read as another address than
// this program does matches nothing (LO-04).
func matchReturn(list []string, uri string) bool {
	wanted, ok := readPlace(uri)
	return ok && slices.ContainsFunc(list, func(registered string) bool {
		place, ok := readPlace(registered)
		return ok && place == wanted
	})
}

// readPlace is the part of uri that counts.
func readPlace(uri string) (url.URL, bool) {
	if strings.ContainsFunc(uri, confusing) {
		return url.URL{}, false
	}
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" || u.User != nil {
		return url.URL{}, false
	}
	path := u.EscapedPath()
	if path == "" && u.Host != "" {
		path = "/" // RFC 3986 §6.2.3
	}
	return url.URL{Scheme: u.Scheme, Opaque: u.Opaque, Host: host(u), Path: path}, true
}

// host is in lower case and without the port its scheme has anyway.
func host(u *url.URL) string {
	port := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	return strings.TrimSuffix(strings.ToLower(u.Host), port)
}

// confusing reports whether browsers and Go could read an address with r in it
// as two different ones.
func confusing(r rune) bool { return r <= ' ' || r >= 0x7f || r == '\\' }
