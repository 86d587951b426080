package tokens

import (
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

// A Channel is the endpoint that issues a token. It is never the kind of
// client: a page that redeems a code at /oauth/token uses the back channel.
type Channel int

// The two channels.
const (
	Front Channel = iota // /authorize
	Back                 // /oauth/token
)

// Endpoint is the path of the endpoint that issues on this channel.
func (c Channel) Endpoint() string {
	if c == Back {
		return "/oauth/token"
	}
	return "/authorize"
}

// MarshalText writes "front" or "back".
func (c Channel) MarshalText() ([]byte, error) {
	if c == Back {
		return []byte("back"), nil
	}
	return []byte("front"), nil
}

// A Request is the part of an authorization or token request that decides
// about tokens.
type Request struct {
	Channel      Channel
	Grant        oauth.GrantType
	ResponseType oauth.ResponseType // empty on the back channel
	Audience     string             // as sent; empty: not sent
	Resource     string             // RFC 8707's word for audience, as sent; empty: not sent
	Scope        oauth.Scope
	MaxLifetime  time.Duration // expires_in asked for; may only shorten. Zero: not asked.
	Key          string        // thumbprint of the key a DPoP proof is of; empty: there is no proof
}

// A Plan is what one request earns: the tokens, and what decided each part.
// Whoever holds a Plan can issue it, explain it, or write it to a log.
type Plan struct {
	ClientID string        `json:"client_id"`
	Channel  Channel       `json:"channel"`
	API      string        `json:"api,omitempty"` // identifier; empty: the tokens are for no API
	Scope    ScopeChoice   `json:"scope"`
	Access   *AccessToken  `json:"access_token,omitempty"`  // nil: none is issued
	ID       *IDToken      `json:"id_token,omitempty"`      // nil: none is issued
	Refresh  *RefreshToken `json:"refresh_token,omitempty"` // nil: none is issued
	Session  *Session      `json:"session,omitempty"`       // nil: the request has nothing to do with one
}

// ExpiresIn is the expires_in of the response in seconds (RFC 6749 §4.2.2, §5.1),
// 0 when no access token is issued.
func (p Plan) ExpiresIn() int {
	if p.Access == nil {
		return 0
	}
	return int(p.Access.Lifetime.Value / time.Second)
}

// A Format is how an access token is written.
type Format string

// The formats of an access token.
const (
	JWT    Format = "jwt"
	Opaque Format = "opaque" // sealed, readable by this server alone
)

// An AccessToken is the plan of one access token.
type AccessToken struct {
	Lifetime  Choice[time.Duration] `json:"lifetime"` // whole seconds
	Format    Choice[Format]        `json:"format"`
	Alg       Choice[string]        `json:"alg"`
	Dialect   Choice[string]        `json:"token_dialect,omitzero"` // zero: the token is for no API, and has Auth0's
	TokenType Choice[string]        `json:"token_type"`             // Bearer or DPoP
	Key       string                `json:"jkt,omitempty"`          // thumbprint of the key the token is bound to; empty: to none
	Audience  Choice[[]string]      `json:"audience"`               // the aud claim; By names who chose the API
	Userinfo  Choice[bool]          `json:"userinfo"`               // whether /userinfo accepts the token
	Elsewhere []Passed              `json:"elsewhere"`              // lifetimes that are easily taken for this token's
}

// kind is the type of the JWT.
func (a AccessToken) kind() jose.Type {
	if a.Dialect.Value == authd.DialectProfile {
		return jose.AccessToken
	}
	return jose.Plain
}

// An IDToken is the plan of one ID token.
type IDToken struct {
	Lifetime Choice[time.Duration] `json:"lifetime"` // whole seconds
	Alg      Choice[string]        `json:"alg"`
}

// The words of a RefreshToken's Rotation and Expiration, as Auth0 writes them.
const (
	Rotating    = "rotating" // each use replaces the token
	NonRotating = "non-rotating"
	Expiring    = "expiring" // after Lifetime, and after IdleLifetime without a use
	NonExpiring = "non-expiring"
)

// A RefreshToken is the plan of one refresh token.
type RefreshToken struct {
	Rotation     Choice[string]        `json:"rotation_type"`
	Expiration   Choice[string]        `json:"expiration_type"`
	Lifetime     Choice[time.Duration] `json:"token_lifetime"`
	IdleLifetime Choice[time.Duration] `json:"idle_token_lifetime"`
	Leeway       Choice[time.Duration] `json:"leeway"`
}

// A Session is the plan of the login behind tokens of /authorize: as long as it
// lives, new ones are had without logging in.
type Session struct {
	Lifetime     Choice[time.Duration] `json:"session_lifetime"`      // since the login
	IdleLifetime Choice[time.Duration] `json:"idle_session_lifetime"` // since the last use
}

// A ScopeChoice says what became of the scope asked for.
type ScopeChoice struct {
	Granted oauth.Scope `json:"granted"`
	Dropped []Dropped   `json:"dropped"`
}

// Why says why a value was dropped, "" where it was not.
func (s ScopeChoice) Why(value string) string {
	for _, d := range s.Dropped {
		if d.Value == value {
			return d.Why
		}
	}
	return ""
}

// A Dropped scope value was asked for and is not granted. Auth0 drops such
// values without an error, and so do we, but we say why.
type Dropped struct {
	Value string `json:"value"`
	Why   string `json:"why"`
}

// An Origin is the kind of thing that decided.
type Origin string

// The origins of a Choice.
const (
	FromFile    Origin = "file"    // the configuration file, or an environment variable over it
	FromDefault Origin = "default" // the default of the setting in By, which is not set
	FromRequest Origin = "request" // a parameter of the request, named by By
	FromRule    Origin = "rule"    // no setting can change it; By says the rule
)

// A Choice is a value together with what decided it.
type Choice[T any] struct {
	Value T
	By    authd.Setting
	From  Origin
	Over  []Passed // in the order they were looked at
}

// Passed is a setting that was looked at and did not decide.
type Passed struct {
	Setting  authd.Setting `json:"setting"`
	From     Origin        `json:"from,omitempty"` // of Lifetime; empty: there is none
	Lifetime time.Duration `json:"-"`              // what a lifetime setting says, as value in JSON
	Why      string        `json:"why"`
}
