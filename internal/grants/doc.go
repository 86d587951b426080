// Package grants is the token endpoint (RFC 6749 §3.2).
//
// It owns what every exchange has in common, in the order in which it must
// happen: read the body, know the client, check that the client may use the
// grant, let the grant decide, issue what the plan says. Each grant has a file
// of its own. The device authorization endpoint (RFC 8628 §3.1) is here too, since
// it knows clients and plans in the same way.
//
// It leaves alone what tokens are made of (package tokens), how clients prove who
// they are (package clientauth), what a code holds (package authcode), what it
// means that a refresh token is used (package refresh) and how a device comes to
// be allowed (package devicegrant).
package grants
