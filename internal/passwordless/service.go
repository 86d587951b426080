package passwordless

import (
	"context"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
	"authd/internal/throttle"
)

// Challenges keeps challenges, one a slot.
type Challenges interface {
	// PutChallenge replaces the challenge of c's slot and puts m into the
	// outbox, both or neither.
	PutChallenge(ctx context.Context, c authd.Challenge, m *authd.Mail) error
	// TryChallenge judges a code and counts a wrong one; it never consumes.
	TryChallenge(ctx context.Context, slot string, codeHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error)
	// TakeChallenge is TryChallenge, but Right at most once.
	TakeChallenge(ctx context.Context, slot string, codeHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error)
}

// Links keeps the same challenges, as seen by their links.
type Links interface {
	// Challenge only reads; Right means that the challenge lives.
	Challenge(ctx context.Context, slot string, now time.Time) (authd.Challenge, authd.Verdict, error)
	// TakeChallengeByLink is Right at most once, and never after TakeChallenge was.
	TakeChallengeByLink(ctx context.Context, slot string, linkHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error)
}

// Users keeps people.
type Users interface {
	// FindUser errs with authd.ErrNotFound.
	FindUser(ctx context.Context, connection, identifier string) (authd.User, error)
	// FindOrCreateUser returns the user of u's connection and identifier. Of
	// many callers at once one creates it and all return the same.
	FindOrCreateUser(ctx context.Context, u authd.User) (authd.User, error)
}

// A Composer renders a login message and seals it for the outbox.
type Composer interface {
	Compose(m authd.LoginMessage, id string, expires time.Time) (authd.Mail, error)
}

// A Ring seals what leaves the process and hashes what is kept.
type Ring interface {
	Seal(purpose seal.Purpose, plain []byte) string
	Open(purpose seal.Purpose, text string) ([]byte, error)
	Hash(purpose seal.Purpose, secret string) []byte
}

// A Service proves addresses under one configuration. Every field is needed.
type Service struct {
	Directory authd.Directory
	Limits    authd.Limits
	Limiter   *throttle.Limiter
	Store     Challenges
	Links     Links
	Users     Users
	Mail      Composer
	Ring      Ring
	// FixedCodes are codes that do not change, by address in lower case. They
	// are for tests on a developer's machine; the configuration refuses them
	// elsewhere (security row PL-30).
	FixedCodes map[string]string
	// SMSCountries are the countries text messages go to, ISO 3166-1.
	SMSCountries []string
	// CountSMS is told of every code sent by text message and of every such code
	// that logged somebody in, by country.
	CountSMS func(step SMSStep, country string)
	// Count is told of every step of a login, by strategy.
	Count func(step Step, strategy string)
	// Wake tells the outbox worker that there is mail. It must not block.
	Wake func()
}
