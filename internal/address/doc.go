// Package address reads the e-mail addresses and phone numbers people type.
//
// It owns the one spelling under which an address is kept, written to and
// counted, and the refusal of everything that is not exactly one deliverable
// address (security rows PL-05, PL-19 and PL-27). It leaves alone whether the
// address exists, whose it is, which countries are served and how often it may
// be used.
//
// Two choices go beyond the syntax of RFC 5321. The local part must be ASCII:
// other alphabets need SMTPUTF8 (RFC 6531) at every hop, and their case and
// compatibility foldings are how one person's address became another's account
// elsewhere. And mail goes to the canonical spelling, never to the typed one:
// whatever folding does, a code can only reach the address the account is named
// after.
package address
