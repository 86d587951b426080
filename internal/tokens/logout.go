package tokens

import (
	"crypto/rand"
	"time"

	"authd/internal/authd"
	"authd/internal/tokens/jose"
)

// logoutLifetime is what Back-Channel Logout §2.4 advises at most.
const logoutLifetime = 2 * time.Minute

// logoutType keeps a logout token from being taken for any other (§2.4, RFC 8725
// §3.11).
const logoutType = "logout+jwt"

// LogoutToken tells client c that the session of n has ended (OpenID Connect
// Back-Channel Logout §2.4). It is signed as the client's ID tokens are and lives
// for two minutes. A nonce must not be there, so that it is no ID token. Each
// call makes a new jti: a client that refuses repeats still takes the next try.
func (i *Issuer) LogoutToken(c authd.Client, n authd.LogoutNotice, now time.Time) (string, error) {
	sub, err := i.subjectFor(c.ID, n.UserID)
	if err != nil {
		return "", err
	}
	claims := map[string]any{
		"aud": c.ID, "sub": sub, "sid": n.SID, "jti": rand.Text(),
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
	}
	i.stamp(claims, logoutLifetime, now)
	return i.sign(logoutType, c.IDTokenAlg.Or(jose.RS256), c.Secret, claims)
}
