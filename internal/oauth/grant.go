package oauth

// A GrantType names a way to be given tokens, as clients[].grant_types lists them.
type GrantType string

// The grant types authd knows. GrantImplicit is not a value any request carries:
// it permits tokens in the answer of /authorize.
const (
	GrantAuthorizationCode GrantType = "authorization_code"
	GrantImplicit          GrantType = "implicit"
	GrantRefreshToken      GrantType = "refresh_token"
	GrantClientCredentials GrantType = "client_credentials"
	GrantPasswordlessOTP   GrantType = "http://auth0.com/oauth/grant-type/passwordless/otp"
	GrantDeviceCode        GrantType = "urn:ietf:params:oauth:grant-type:device_code" // RFC 8628 §3.4
)

// GrantTypes lists every GrantType, for checks and suggestions.
var GrantTypes = []GrantType{GrantAuthorizationCode, GrantImplicit, GrantRefreshToken, GrantClientCredentials, GrantPasswordlessOTP, GrantDeviceCode}
