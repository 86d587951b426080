package document

import "cmp"

// Registration is the section registration: applications that register themselves
// (RFC 7591). GrantTypes are what they may register for.
type Registration struct {
	Enabled                bool     `mapstructure:"enabled"`
	Open                   bool     `mapstructure:"open"`
	InitialAccessToken     string   `mapstructure:"initial_access_token"`
	InitialAccessTokenFile string   `mapstructure:"initial_access_token_file"`
	GrantTypes             []string `mapstructure:"grant_types" oneof:"authorization_code refresh_token implicit urn:ietf:params:oauth:grant-type:device_code"`
	MaxClients             int      `mapstructure:"max_clients" min:"1" max:"100000"`
}

func (r *Registration) fill() {
	if r.GrantTypes == nil {
		r.GrantTypes = []string{"authorization_code", "refresh_token"}
	}
	r.MaxClients = cmp.Or(r.MaxClients, 10_000)
}

// RegistrationLimits is limits.registration: how many clients one network registers.
type RegistrationLimits struct {
	PerIP Rates `mapstructure:"per_ip"`
}
