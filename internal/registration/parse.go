package registration

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/config/weburl"
	"authd/internal/oauth"
)

// The values of application_type (OIDC Registration §2).
const (
	appWeb    = "web"
	appNative = "native"
)

// A Policy is what may be registered.
type Policy struct {
	GrantTypes []string
	Dev        bool // this machine alone is served: plain http may lead to it
}

// Parse reads the metadata of a client, and completes it by what is registered
// where a member is left out (RFC 7591 §2, OIDC Registration §2). To parse the
// result once more gives the same. Its error is invalid_client_metadata or
// invalid_redirect_uri and names the member. Whether the client that it describes
// is sound is yet to be judged.
func Parse(text []byte, p Policy) (Metadata, *oauth.Error) {
	b, err := readBody(text)
	if err != nil {
		return Metadata{}, err
	}
	return p.read(b)
}

func (p Policy) read(b body) (Metadata, *oauth.Error) {
	var m Metadata
	if err := b.into(&m); err != nil {
		return Metadata{}, err
	}
	for _, name := range encrypted {
		if b.has(name) {
			return Metadata{}, wrong(name, "nothing is encrypted here: leave it out")
		}
	}
	m.complete(p)
	for _, check := range []func(Metadata, Policy) *oauth.Error{checkGrants, checkRedirects, checkKeys, checkPages, checkSubject} {
		if err := check(m, p); err != nil {
			return Metadata{}, err
		}
	}
	return m, nil
}

// complete says what is registered for each member that is left out. Grants that
// may not be registered are left out in turn: many clients list all they know.
func (m *Metadata) complete(p Policy) {
	asked := len(m.GrantTypes) > 0
	m.GrantTypes = slices.DeleteFunc(m.GrantTypes, func(g string) bool { return !slices.Contains(p.GrantTypes, g) })
	if len(m.ResponseTypes) == 0 {
		m.ResponseTypes = m.responseTypes()
	}
	if !asked {
		m.GrantTypes = grantsOf(m.ResponseTypes)
	}
	m.TokenEndpointAuthMethod = cmp.Or(m.TokenEndpointAuthMethod, string(authd.AuthBasic))
	m.IDTokenSignedResponseAlg = cmp.Or(m.IDTokenSignedResponseAlg, "RS256")
	m.SubjectType = cmp.Or(m.SubjectType, authd.SubjectPublic)
	m.ApplicationType = cmp.Or(m.ApplicationType, applicationType(m.RedirectURIs))
}

// responseTypes is code (RFC 7591 §2), and nothing for a device without a browser,
// which nobody leads back.
func (m Metadata) responseTypes() []string {
	if m.grants(oauth.GrantDeviceCode) && !m.redirects() {
		return nil
	}
	return []string{oauth.Code.String()}
}

// redirects reports whether people are led back to the client (RFC 7591 §2).
func (m Metadata) redirects() bool {
	return m.grants(oauth.GrantAuthorizationCode) || m.grants(oauth.GrantImplicit)
}

func (m Metadata) grants(g oauth.GrantType) bool { return slices.Contains(m.GrantTypes, string(g)) }

// grantsOf are the grants that response types need (OIDC Registration §2).
func grantsOf(responseTypes []string) []string {
	var grants []string
	for _, words := range responseTypes {
		t, _ := oauth.ParseResponseType(words)
		for _, g := range t.Grants() {
			if !slices.Contains(grants, string(g)) {
				grants = append(grants, string(g))
			}
		}
	}
	return grants
}

// applicationType is web, which OIDC Registration §2 has for those that do not say,
// unless an address can only be of an app on a device: RFC 7591 knows no such
// member, and clients made for it send none.
func applicationType(redirects []string) string {
	onDevice := func(uri string) bool {
		return !strings.HasPrefix(uri, "https://") && weburl.CheckCallback(uri, weburl.NoWildcards) == nil
	}
	if slices.ContainsFunc(redirects, onDevice) {
		return appNative
	}
	return appWeb
}

func checkGrants(m Metadata, p Policy) *oauth.Error {
	for _, g := range grantsOf(m.ResponseTypes) {
		switch {
		case !slices.Contains(p.GrantTypes, g):
			return wrong("response_types", "need grant type %s, which may not be registered here; there are %s", g, strings.Join(p.GrantTypes, ", "))
		case !slices.Contains(m.GrantTypes, g):
			return wrong("grant_types", "must have %s: a response type needs it", g)
		}
	}
	return nil
}

func checkRedirects(m Metadata, p Policy) *oauth.Error {
	switch {
	case len(m.RedirectURIs) == 0 && m.redirects():
		return wrongRedirect(": is missing; a grant type leads people back to the application")
	case m.ApplicationType == appNative:
		return nil
	case m.ApplicationType != appWeb:
		return wrong("application_type", "must be web or native")
	}
	for i, uri := range m.RedirectURIs {
		if !p.secure(uri) {
			return wrongRedirect("[%d]: must be https for application_type web (OpenID Connect Registration 2)", i)
		}
		if implicit := m.grants(oauth.GrantImplicit); implicit && !p.Dev && weburl.Loopback(hostOf(uri)) {
			return wrongRedirect("[%d]: must not be on this machine for application_type web with implicit (OpenID Connect Registration 2)", i)
		}
	}
	return nil
}

// secure reports whether address is on https, or on plain http in development,
// which other rules let lead to this machine alone.
func (p Policy) secure(address string) bool {
	return strings.HasPrefix(address, "https://") || p.Dev && strings.HasPrefix(address, "http://")
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func checkKeys(m Metadata, _ Policy) *oauth.Error {
	if m.JWKS != "" && m.JWKSURI != "" {
		return wrong("jwks", "must not be sent together with jwks_uri (RFC 7591 2)")
	}
	return nil
}

// checkSubject lets a client into a sector that answers for every redirect_uri it
// has. A device is given its tokens at no redirect_uri: whoever copied another's
// could read the names which people have there.
func checkSubject(m Metadata, p Policy) *oauth.Error {
	switch {
	case m.SectorIdentifierURI != "" && !p.secure(m.SectorIdentifierURI):
		return wrong("sector_identifier_uri", "must be an https:// URL (OpenID Connect Registration 5)")
	case m.SubjectType == authd.SubjectPairwise && m.grants(oauth.GrantDeviceCode):
		return wrong("subject_type", "must be public beside grant type %s: nothing would show that the client is of its sector", oauth.GrantDeviceCode)
	}
	return nil
}
