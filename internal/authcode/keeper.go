package authcode

import (
	"errors"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

// Lifetime is how long a code can be redeemed. RFC 6749 §4.1.2 allows ten
// minutes; a browser needs a second (RFC 9700 §4.5).
const Lifetime = time.Minute

const purpose seal.Purpose = "authorization code"

// What Open can say.
var (
	ErrInvalid = errors.New("not an authorization code of this server")
	ErrExpired = errors.New("authorization code has expired")
)

// Sealer is what a Keeper needs of the key ring.
type Sealer interface {
	Seal(purpose seal.Purpose, plain []byte) string
	Open(purpose seal.Purpose, text string) ([]byte, error)
}

// A Keeper makes codes and reads them.
type Keeper struct{ Sealer Sealer }

// Issue turns c into a code that can be redeemed from now for Lifetime.
func (k Keeper) Issue(c authd.AuthCode, now time.Time) string {
	c.ExpiresAt = now.Add(Lifetime)
	return k.Sealer.Seal(purpose, encode(c))
}

// Open undoes Issue. Its errors are ErrInvalid, and ErrExpired from the code's
// end on.
func (k Keeper) Open(code string, now time.Time) (authd.AuthCode, error) {
	plain, err := k.Sealer.Open(purpose, code)
	if err != nil {
		return authd.AuthCode{}, ErrInvalid
	}
	c, err := decode(plain)
	switch {
	case err != nil:
		return authd.AuthCode{}, err
	case !now.Before(c.ExpiresAt):
		return authd.AuthCode{}, ErrExpired
	}
	return c, nil
}
