package check

import (
	"authd/internal/authd"
	"authd/internal/config/weburl"
)

// subjects judges what a pairwise client's names are made for (OIDC Core §8.1).
func (c clientChecker) subjects() {
	path, address := c.path+".sector_identifier_uri", c.client.SectorIdentifierURI
	sector := authd.Client{SectorIdentifierURI: address, Callbacks: c.client.Callbacks}.Sector()
	switch {
	case address != "":
		c.httpsOrDev(path, address, weburl.CheckPage(address))
	case c.client.SubjectType == authd.SubjectPairwise && sector == "":
		c.Need(path, address, "is missing: the callbacks are not all of one host, so it must say with whom the client shares its subs")
	}
}
