package weburl

import (
	"net/netip"
	"net/url"
	"strings"
)

// A Fault says what is wrong with a URL, and what may have been meant.
type Fault struct {
	Text       string
	Suggestion string // "" when there is nothing to suggest
	Rule       string // PlainHTTP, or "" for all other faults
}

// PlainHTTP is the rule under which package lint explains why http is refused.
const PlainHTTP = "plain-http"

func fault(text string) *Fault { return &Fault{Text: text} }

// Loopback reports whether host, without a port, can only be this machine:
// localhost, 127.0.0.0/8 or ::1. An empty host stands for every interface and
// is not loopback.
func Loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// CheckIssuer judges an issuer: an https URL without query and fragment
// (OIDC Discovery §3) and, here, without a path, and always ending in "/" as Auth0's do, because SDKs
// compare `iss` byte by byte. http is good on loopback alone.
func CheckIssuer(raw string) *Fault {
	u, f := parse(raw)
	switch {
	case f != nil:
		return f
	case u.Scheme != "https" && u.Scheme != "http":
		return fault("must be an https:// URL")
	}
	if f := checkHost(u); f != nil {
		return f
	}
	switch {
	case u.RawQuery != "" || u.ForceQuery:
		return fault("must not have a query")
	case u.Path != "" && u.Path != "/":
		return &Fault{Text: "must not have a path: pages, cookies and the documents under /.well-known/ stand at the root of a host", Suggestion: u.Scheme + "://" + u.Host + "/"}
	case !strings.HasSuffix(raw, "/"):
		return &Fault{Text: `must end in "/"`, Suggestion: raw + "/"}
	}
	return nil
}

// CheckPage judges the address of a page for people to read.
func CheckPage(raw string) *Fault {
	u, f := parse(raw)
	switch {
	case f != nil:
		return f
	case u.Scheme != "https" && u.Scheme != "http":
		return fault("must be an https:// URL")
	}
	return checkHost(u)
}

// CheckOrigin judges an origin as browsers write it in the Origin header
// (RFC 6454 §6.2): scheme, host and a port that is not the default one.
func CheckOrigin(raw string) *Fault {
	u, f := parse(raw)
	switch {
	case f != nil:
		return f
	case u.Scheme != "https" && u.Scheme != "http":
		return fault("must be an http:// or https:// origin")
	case strings.Contains(raw, "*"):
		return fault("must name one origin; wildcards are not accepted here")
	}
	if f := checkHost(u); f != nil {
		return f
	}
	if bare := bareOrigin(u); raw != bare {
		return &Fault{Text: "must be a bare origin: scheme, host and port, in lower case, nothing after it", Suggestion: bare}
	}
	return nil
}

func bareOrigin(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if port := u.Port(); port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return u.Scheme + "://" + host
}

// parse applies what is asked of every URL: it is absolute, has no fragment
// (RFC 6749 §3.1.2), and holds no character that two readers could take
// differently.
func parse(raw string) (*url.URL, *Fault) {
	if raw == "" {
		return nil, fault("is empty")
	}
	if strings.ContainsFunc(raw, confusing) {
		return nil, fault("must not have spaces, control characters, backslashes or letters outside ASCII")
	}
	if strings.Contains(raw, "#") {
		return nil, fault("must not have a fragment (#)")
	}
	u, err := url.Parse(raw)
	if err != nil || !u.IsAbs() {
		return nil, fault("must be an absolute URL such as https://app.example.com/callback")
	}
	return u, nil
}

// confusing reports whether browsers and Go could read a URL with r in it as
// two different ones.
func confusing(r rune) bool { return r <= ' ' || r >= 0x7f || r == '\\' }

// checkHost judges what stands between "//" and the path of an http(s) URL.
func checkHost(u *url.URL) *Fault {
	switch {
	case u.User != nil:
		return fault(`must not have "@" in front of the host: what stands before it is a user name, not the host`)
	case u.Hostname() == "":
		return fault("must name a host")
	case strings.Contains(u.Host, "%"):
		return fault("must not have percent-encoded characters in the host")
	case u.Scheme == "http" && !Loopback(u.Hostname()):
		return &Fault{Text: "must be https; plain http is accepted for localhost, 127.0.0.1 and [::1] alone", Suggestion: "https" + strings.TrimPrefix(u.String(), "http"), Rule: PlainHTTP}
	}
	return nil
}
