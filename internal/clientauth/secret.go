package clientauth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/throttle"
	"authd/internal/web"
)

// A proof is a secret that was shown, and why it does not count whatever it is.
type proof struct {
	secret string
	unfit  error
}

// judgeSecret compares under a limit on wrong secrets. The limit is of one client
// and one network: whoever uses it up locks nobody out elsewhere (security row
// CA-05). What is no client's counts together, or the limit told which clients
// there are.
func (a *Authenticator) judgeSecret(ctx context.Context, client authd.Client, p proof, now time.Time) error {
	if p.secret == "" {
		return refuse(errors.New("an empty secret was sent"))
	}
	key := client.ID + "\x00" + throttle.IPKey(web.ClientIP(ctx))
	standing, proven := a.Guesses.Guess(key, now, func() bool { return same(p.secret, client.Secret) && p.unfit == nil })
	switch {
	case proven:
		return nil
	case !standing.Allowed:
		return tooMany(standing)
	case p.unfit != nil:
		return refuse(p.unfit)
	}
	return refuse(fmt.Errorf("client %s sent a wrong secret", client.ID))
}

func tooMany(s throttle.Standing) error {
	seconds := int(s.RetryAfter.Seconds())
	return oauth.Errorf(oauth.TooManyRequests, "Too many wrong secrets from this network for this client: limits.token.wrong_secret_per_ip allows %d in %s. Try again in %d s.", s.Rate.N, s.Rate.Per, seconds).
		WithStatus(http.StatusTooManyRequests).WithRetryAfter(seconds)
}

// same compares in constant time; hashing first hides the lengths too.
func same(sent, want string) bool {
	a, b := sha256.Sum256([]byte(sent)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
