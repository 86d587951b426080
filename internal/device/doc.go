// Package device knows a browser again in which a person has logged in before, so
// that whoever uses up the limits of an address elsewhere does not lock its owner
// out of there (OWASP: device cookies).
//
// It owns the cookie: which addresses it speaks for and for how long. A cookie
// names no address and is no login: all it gives its browser is limits of its own.
// It leaves alone which limits there are and when a login is a success.
//
// What the cookie says is signed with the key of stored hashes, which does not
// rotate: a sealed cookie would be lost with its key long before it is old.
package device
