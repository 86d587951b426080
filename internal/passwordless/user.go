package passwordless

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"authd/internal/authd"
)

// user is the person who proved c's address. A new one is made only now, and
// only where the connection lets people sign up. One who was blocked since the
// code was judged is refused like one whose code is wrong (security row AZ-25).
func (s *Service) user(ctx context.Context, c authd.Challenge, now time.Time) (authd.User, error) {
	connection, find := s.Directory.Connections[c.Connection], s.findOrCreate
	if connection.DisableSignup {
		find = s.existing
	}
	user, err := find(ctx, c, now)
	if err == nil && user.Blocked {
		return authd.User{}, fmt.Errorf("%w: the user is blocked", ErrWrong)
	}
	return user, err
}

func (s *Service) findOrCreate(ctx context.Context, c authd.Challenge, now time.Time) (authd.User, error) {
	user, err := s.Users.FindOrCreateUser(ctx, newUser(s.Directory.Connections[c.Connection].Strategy, c, now))
	if err != nil {
		return authd.User{}, fmt.Errorf("find or create user: %w", err)
	}
	return user, nil
}

func (s *Service) existing(ctx context.Context, c authd.Challenge, _ time.Time) (authd.User, error) {
	user, err := s.Users.FindUser(ctx, c.Connection, c.Address)
	if errors.Is(err, authd.ErrNotFound) {
		return authd.User{}, fmt.Errorf("%w: no user, and connection %s makes none", ErrWrong, c.Connection)
	}
	if err != nil {
		return authd.User{}, fmt.Errorf("find user: %w", err)
	}
	return user, nil
}

// newUser has the claims Auth0 gives a passwordless user, but no picture:
// Auth0's is a gravatar address, which tells a third party who logs in where.
func newUser(strategy string, c authd.Challenge, now time.Time) authd.User {
	u := authd.User{
		ID: strategy + "|" + NewID(), Connection: c.Connection, Identifier: c.Address,
		Name: c.Address, CreatedAt: now, UpdatedAt: now,
	}
	if strategy == authd.StrategySMS {
		u.PhoneNumber, u.PhoneVerified = c.Address, true
		return u
	}
	u.Email, u.EmailVerified = c.Address, true
	u.Nickname, _, _ = strings.Cut(c.Address, "@")
	return u
}
