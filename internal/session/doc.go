// Package session knows a browser by its SSO cookie.
//
// It owns the cookie, its random value and when a session counts as ended, and
// what pages of clients may know of that (OpenID Connect Session Management). It
// leaves alone how a person proves who they are, what a session entitles to,
// and how sessions are stored: the store gets a keyed hash and never the value.
package session
