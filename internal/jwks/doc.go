// Package jwks reads the public keys of clients that sign for themselves.
//
// It owns which keys are taken (RFC 7517, RFC 7518 §6), and what is said about
// the others. It leaves alone where a set comes from, and signatures, which
// package clientauth checks.
package jwks
