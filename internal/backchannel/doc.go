// Package backchannel tells clients that a session has ended (OpenID Connect
// Back-Channel Logout 1.0).
//
// It owns when a client is told, for how long the person who logs out waits for
// that, and how often it is tried. It leaves alone which clients took part in a
// session and how the notices are kept (package store), what a logout token says
// (package tokens), which addresses may be reached (package outbound), and what
// the person is shown.
//
// Notices wait in a table of their own rather than in the outbox of mails: a
// client that hangs must not hold up somebody's login code.
package backchannel
