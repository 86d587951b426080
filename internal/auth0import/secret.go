package auth0import

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
)

// shortestHMACKey is in bytes (RFC 7518 §3.2).
const shortestHMACKey = 32

var notInNames = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// secret names a file for the secret at setting. One the export does not have is
// to be filled in; until then a new one stands there.
func (p *planner) secret(setting, owner, value string) string {
	name := path.Join(p.options.Secrets, fileName(owner))
	p.Secrets = append(p.Secrets, Secret{Path: name, Value: value})
	if value == "" {
		p.fillIn(setting, "put the secret of Auth0's dashboard into this file, or the new one that stands there into whatever uses it")
	}
	return name
}

// keySecret is secret for one that HS256 is keyed with.
func (p *planner) keySecret(setting, owner, value string) string {
	if value == "" || len(value) >= shortestHMACKey {
		return p.secret(setting, owner, value)
	}
	return p.newSecret(setting, owner)
}

// newSecret is keySecret for one that is too short here.
func (p *planner) newSecret(setting, owner string) string {
	name := path.Join(p.options.Secrets, fileName(owner))
	p.Secrets = append(p.Secrets, Secret{Path: name})
	p.fillIn(setting, "the secret at Auth0 is shorter than the 32 bytes HS256 needs; give the new one that stands in this file to whatever uses it")
	return name
}

// fileName is owner as far as letters go; where some do not, a hash keeps two
// owners apart.
func fileName(owner string) string {
	name := notInNames.ReplaceAllString(owner, "_")
	if name == owner {
		return name
	}
	sum := sha256.Sum256([]byte(owner))
	return name + "-" + hex.EncodeToString(sum[:4])
}
