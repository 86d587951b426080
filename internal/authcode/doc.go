// Package authcode writes and reads authorization codes (RFC 6749 §4.1.2).
//
// A code is not a reference to a row: it is itself what was granted, sealed with
// the server's key. So /authorize writes nothing when it issues one, and any
// instance can redeem it. The package owns the code's form and lifetime. It
// leaves alone whether a code was used before, which the store decides, and who
// may redeem it, which is the grant's business.
package authcode
