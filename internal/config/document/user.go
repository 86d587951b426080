package document

import (
	"authd/internal/authd"
	"authd/internal/people"
)

// A User is one of dev.users, with the names that `authd user` and the management
// API have: those of Auth0 and of OIDC Core §5.1.
type User struct {
	UserID            string  `mapstructure:"user_id"`
	Connection        string  `mapstructure:"connection"`
	Email             string  `mapstructure:"email"`
	EmailVerified     bool    `mapstructure:"email_verified"`
	PhoneNumber       string  `mapstructure:"phone_number"`
	PhoneVerified     bool    `mapstructure:"phone_verified"`
	Name              string  `mapstructure:"name"`
	Nickname          string  `mapstructure:"nickname"`
	Picture           string  `mapstructure:"picture"`
	GivenName         string  `mapstructure:"given_name"`
	FamilyName        string  `mapstructure:"family_name"`
	MiddleName        string  `mapstructure:"middle_name"`
	PreferredUsername string  `mapstructure:"preferred_username"`
	Profile           string  `mapstructure:"profile"`
	Website           string  `mapstructure:"website"`
	Gender            string  `mapstructure:"gender"`
	Birthdate         string  `mapstructure:"birthdate"`
	Zoneinfo          string  `mapstructure:"zoneinfo"`
	Locale            string  `mapstructure:"locale"`
	Address           Address `mapstructure:"address"`
}

// An Address is dev.users[].address (OIDC Core §5.1.1).
type Address struct {
	Formatted     string `mapstructure:"formatted"`
	StreetAddress string `mapstructure:"street_address"`
	Locality      string `mapstructure:"locality"`
	Region        string `mapstructure:"region"`
	PostalCode    string `mapstructure:"postal_code"`
	Country       string `mapstructure:"country"`
}

// Path is where the user stands: dev.users[email|1].
func (u User) Path() string { return "dev.users[" + u.UserID + "]" }

// Record is u as package people reads one, without dates.
func (u User) Record() people.Record {
	return people.Record{
		UserID: u.UserID, Connection: u.Connection, Email: u.Email, EmailVerified: u.EmailVerified, PhoneNumber: u.PhoneNumber, PhoneVerified: u.PhoneVerified,
		Name: u.Name, Nickname: u.Nickname, Picture: u.Picture,
		Profile: authd.Profile{
			GivenName: u.GivenName, FamilyName: u.FamilyName, MiddleName: u.MiddleName, PreferredUsername: u.PreferredUsername, Profile: u.Profile,
			Website: u.Website, Gender: u.Gender, Birthdate: u.Birthdate, Zoneinfo: u.Zoneinfo, Locale: u.Locale, Address: authd.Address(u.Address),
		},
	}
}
