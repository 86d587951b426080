// Package legacy answers POST /oauth/ro, which popup.passwordlessVerify of
// auth0.js 8 to 10 still calls: tokens for a one-time code, without a redirect.
//
// It owns that endpoint's wire. It leaves alone whether the code is right
// (package passwordless) and what the tokens are (package tokens). Auth0 has
// switched the endpoint off for all but its oldest customers; here each client
// has to ask for it, by legacy_ro. New applications use the passwordless grant
// at /oauth/token.
package legacy
