package users

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"authd/internal/address"
	"authd/internal/authd"
)

// Rules say who is taken along.
type Rules struct {
	Connections map[string]authd.Connection // of the configuration that people will log in with

	// PasswordsTo is the connection that people with a password and a verified
	// address are moved to; empty leaves them out.
	PasswordsTo string

	Now time.Time // of the import, and of people whose dates are not said
}

// byPassword is what Auth0 calls people with a password.
const byPassword = "auth0"

// A leftOut says why somebody is not taken along. Nothing is wrong with the line.
type leftOut string

func (l leftOut) Error() string { return string(l) }

// decide is the user that p becomes. The error is a leftOut, or what is wrong
// with the line.
func (r Rules) decide(p profile) (authd.User, error) {
	if p.Blocked {
		return authd.User{}, leftOut("blocked at Auth0")
	}
	switch p.Provider {
	case byPassword:
		if r.PasswordsTo == "" {
			return authd.User{}, leftOut("with a password; see --database-users")
		}
		if !p.EmailVerified {
			return authd.User{}, leftOut("with a password and an address they never proved")
		}
		p.Connection = r.PasswordsTo
	case authd.StrategyEmail, authd.StrategySMS:
		p.Connection = cmp.Or(p.Connection, p.Provider)
	default:
		return authd.User{}, leftOut(fmt.Sprintf("from %.40q, which nobody can log in with here", p.Provider))
	}
	return r.user(p)
}

// user is p as one of the people of its connection.
func (r Rules) user(p profile) (authd.User, error) {
	c, known := r.Connections[p.Connection]
	if !known {
		return authd.User{}, leftOut(fmt.Sprintf("of the connection %.40q, which the configuration does not have", p.Connection))
	}
	u := authd.User{ID: p.ID, Connection: c.Name, Picture: p.Picture, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt}
	if u.CreatedAt.IsZero() {
		u.CreatedAt = r.Now
	}
	if u.UpdatedAt.Before(u.CreatedAt) {
		u.UpdatedAt = u.CreatedAt
	}
	if c.Strategy == authd.StrategySMS {
		return texted(u, p)
	}
	return mailed(u, p, c)
}

func mailed(u authd.User, p profile, c authd.Connection) (authd.User, error) {
	local := address.FoldCase
	if c.PreserveCase {
		local = address.PreserveCase
	}
	email, err := address.ParseEmail(p.Email, local)
	if err != nil {
		return authd.User{}, fmt.Errorf("email: %w", err)
	}
	u.Identifier, u.Email, u.EmailVerified = email.Canonical, email.Canonical, p.EmailVerified
	before, _, _ := strings.Cut(email.Canonical, "@")
	u.Name, u.Nickname = cmp.Or(p.Name, email.Canonical), cmp.Or(p.Nickname, before)
	return u, nil
}

func texted(u authd.User, p profile) (authd.User, error) {
	phone, err := address.ParsePhone(p.PhoneNumber, "")
	if err != nil {
		return authd.User{}, fmt.Errorf("phone_number: %w", err)
	}
	u.Identifier, u.PhoneNumber, u.PhoneVerified = phone.Canonical, phone.Canonical, p.PhoneVerified
	u.Name, u.Nickname = cmp.Or(p.Name, phone.Canonical), p.Nickname
	return u, nil
}
