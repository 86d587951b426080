package check

import (
	"strings"

	"authd/internal/authd"
	"authd/internal/config/weburl"
)

// subjects judges what a pairwise client's names are made for (OIDC Core §8.1).
func (c clientChecker) subjects() {
	path, address := c.path+".sector_identifier_uri", c.client.SectorIdentifierURI
	sector := authd.Client{SectorIdentifierURI: address, Callbacks: c.client.Callbacks}.Sector()
	switch f := weburl.CheckPage(address); {
	case address != "" && f != nil:
		c.fault(path, f)
	case address != "" && !strings.HasPrefix(address, "https:"):
		c.Wrong(path, "must be an https:// URL")
	case c.client.SubjectType == authd.SubjectPairwise && sector == "":
		c.Need(path, address, "is missing: the callbacks are not all of one host, so it must say with whom the client shares its subs")
	}
}
