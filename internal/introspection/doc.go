// Package introspection is /oauth/introspect (RFC 7662): what an access token
// says, told to those it is for.
//
// It owns who may ask, and the answer. It leaves alone how a caller proves who it
// is (package clientauth) and what makes a token good (package tokens).
package introspection
