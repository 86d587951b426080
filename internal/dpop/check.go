package dpop

import (
	"crypto/sha256"
	"encoding/base64"
	"math"
	"net/url"
	"strings"
	"time"
)

// window is how far the clocks of client and server may be apart, either way.
const window = time.Minute

// A Use is the one request that a proof must have been made for.
type Use struct {
	Method string
	URL    string // as it is published, without query and fragment
	Shown  Shown
}

// Shown is the access token that comes with a proof, and the thumbprint of the
// key it is bound to. It is empty where there is none, as at /oauth/token.
type Shown struct{ Token, Key string }

// Check errs where the proof is for another use, or for another time (RFC 9449
// §4.3, points 8 to 12). Its *oauth.Error is of code invalid_dpop_proof.
func (p Proof) Check(u Use, now time.Time) error {
	switch {
	case p.id == "":
		return refuse("The DPoP proof has no jti.")
	case p.method != u.Method:
		return refuse("The htm of the DPoP proof must be %s.", u.Method)
	case !sameURL(p.uri, u.URL):
		return refuse("The htu of the DPoP proof must be %s, without query and fragment.", u.URL)
	case math.Abs(p.issuedAt-float64(now.UnixMilli())/1000) > window.Seconds():
		return refuse("The iat of the DPoP proof is more than %.0f seconds from the server's time: make a new proof for each request.", window.Seconds())
	}
	return p.checkShown(u.Shown)
}

func (p Proof) checkShown(s Shown) error {
	sum := sha256.Sum256([]byte(s.Token))
	switch {
	case s == Shown{}:
		return nil
	case p.tokenHash != base64.RawURLEncoding.EncodeToString(sum[:]):
		return refuse("The ath of the DPoP proof is not the hash of the access token.")
	case p.Key != s.Key:
		return refuse("The DPoP proof is of another key than the access token is bound to.")
	}
	return nil
}

// sameURL compares what a proof says with a URL that is served (RFC 3986 §6.2.2,
// §6.2.3). What has a query or a fragment is none (RFC 9449 §4.2).
func sameURL(said, served string) bool {
	a, errA := url.Parse(said)
	b, errB := url.Parse(served)
	if errA != nil || errB != nil || a.User != nil || strings.ContainsAny(said, "?#") {
		return false
	}
	return a.Scheme == b.Scheme && host(a) == host(b) && a.Path == b.Path
}

// host is in lower case, and without the port that the scheme has anyway.
func host(u *url.URL) string {
	port := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	return strings.TrimSuffix(strings.ToLower(u.Host), port)
}
