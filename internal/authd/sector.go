package authd

import (
	"net/url"
	"strings"
)

// The subject types of OIDC Core §8. The empty one is SubjectPublic.
const (
	SubjectPublic   = "public"
	SubjectPairwise = "pairwise"
)

// Pairwise reports whether the client knows people by names of its own sector.
func (c Client) Pairwise() bool { return c.SubjectType == SubjectPairwise }

// Sector is what the clients share that know people by the same names (OIDC Core
// §8.1): the host of sector_identifier_uri, or else the one host of all callbacks.
// It is "" where they have several, or one that a "*" stands in.
func (c Client) Sector() string {
	if c.SectorIdentifierURI != "" {
		return host(c.SectorIdentifierURI)
	}
	sector := ""
	for i, callback := range c.Callbacks {
		this := host(callback)
		if i > 0 && this != sector || strings.Contains(this, "*") {
			return ""
		}
		sector = this
	}
	return sector
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
