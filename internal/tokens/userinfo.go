package tokens

import (
	"maps"
	"time"

	"authd/internal/tokens/jose"
)

// SignUserinfo makes claims a JWT for the client (OIDC Core §5.3.2), and returns
// "" where the client is registered for plain JSON. It has no end: it says what
// is true at iat.
func (i *Issuer) SignUserinfo(clientID string, claims map[string]any, now time.Time) (string, error) {
	c := i.Directory.Clients[clientID]
	if c.UserinfoAlg == "" {
		return "", nil
	}
	signed := maps.Clone(claims)
	signed["iss"], signed["aud"], signed["iat"] = i.Directory.Tenant.Issuer, clientID, now.Unix()
	return i.sign(jose.Plain, c.UserinfoAlg, c.Secret, signed)
}
