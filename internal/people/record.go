package people

import (
	"time"

	"authd/internal/authd"
)

// A Record is a person as people and programs outside see one.
type Record struct {
	UserID        string `json:"user_id"`
	Connection    string `json:"connection"`
	Email         string `json:"email,omitempty"`
	EmailVerified bool   `json:"email_verified"`
	PhoneNumber   string `json:"phone_number,omitempty"`
	PhoneVerified bool   `json:"phone_verified"`
	Name          string `json:"name,omitempty"`
	Nickname      string `json:"nickname,omitempty"`
	Picture       string `json:"picture,omitempty"`
	authd.Profile
	Blocked   bool      `json:"blocked"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Of writes u.
func Of(u authd.User) Record {
	return Record{
		UserID: u.ID, Connection: u.Connection, Email: u.Email, EmailVerified: u.EmailVerified, PhoneNumber: u.PhoneNumber, PhoneVerified: u.PhoneVerified,
		Name: u.Name, Nickname: u.Nickname, Picture: u.Picture, Profile: u.Profile, Blocked: u.Blocked, CreatedAt: u.CreatedAt.UTC(), UpdatedAt: u.UpdatedAt.UTC(),
	}
}

// user is r without a judgement of it, and without its identifier.
func (r Record) user() authd.User {
	return authd.User{
		ID: r.UserID, Connection: r.Connection, Email: r.Email, EmailVerified: r.EmailVerified, PhoneNumber: r.PhoneNumber, PhoneVerified: r.PhoneVerified,
		Name: r.Name, Nickname: r.Nickname, Picture: r.Picture, Profile: r.Profile, Blocked: r.Blocked, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	}
}
