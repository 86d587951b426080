package authd

import "time"

// A User is a person, by one connection. Two connections make two users.
type User struct {
	ID            string // strategy|24 hex digits, the `sub` of every token
	Connection    string
	Identifier    string // canonical address or number, unique within the connection
	Email         string
	EmailVerified bool
	PhoneNumber   string // E.164
	PhoneVerified bool
	Name          string
	Nickname      string
	Picture       string
	Profile       Profile
	Blocked       bool // nothing is answered for this person any more
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// A Profile is what else OIDC Core §5.1 names of a person, under the names it
// has there. Empty is not known.
type Profile struct {
	GivenName         string  `json:"given_name,omitempty"`
	FamilyName        string  `json:"family_name,omitempty"`
	MiddleName        string  `json:"middle_name,omitempty"`
	PreferredUsername string  `json:"preferred_username,omitempty"`
	Profile           string  `json:"profile,omitempty"` // address of a page
	Website           string  `json:"website,omitempty"`
	Gender            string  `json:"gender,omitempty"`
	Birthdate         string  `json:"birthdate,omitempty"` // 2000-01-31, 0000-01-31 or 2000
	Zoneinfo          string  `json:"zoneinfo,omitempty"`  // Europe/Paris
	Locale            string  `json:"locale,omitempty"`    // en-US
	Address           Address `json:"address,omitzero"`
}

// An Address is a postal one (OIDC Core §5.1.1).
type Address struct {
	Formatted     string `json:"formatted,omitempty"`
	StreetAddress string `json:"street_address,omitempty"`
	Locality      string `json:"locality,omitempty"`
	Region        string `json:"region,omitempty"`
	PostalCode    string `json:"postal_code,omitempty"`
	Country       string `json:"country,omitempty"`
}
