// Package login is the hosted login: the page that asks for an address, the page
// that asks for the code, and the page behind the mailed link.
//
// It owns the steps between an authorization request that waits (package
// pending) and a session (package session). It leaves alone what the request
// means and what it earns: every login ends at /authorize/resume, which decides
// again. Codes and their limits belong to package passwordless, words and looks
// to package pages.
package login
