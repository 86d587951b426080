// Package dpop knows proofs that the sender of a request has a key (DPoP, RFC
// 9449). A token that is bound to the key is worth nothing without it.
//
// It owns the form of a proof and what one must say. Judging is pure; only the
// Verifier notes that a proof was used. It leaves alone what is bound to a key
// (packages tokens, authcode and refresh) and how signatures are made (package
// jose). There are no server nonces: see docs/adr/0014.
package dpop
