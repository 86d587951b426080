// Package keyset has the keys that clients publish at an address of their own,
// their jwks_uri (OIDC Core §10.1.1).
//
// It owns when a set is fetched, how long it is used, and what happens while its
// server is down. It leaves alone the fetch, which package outbound guards, and
// signatures.
package keyset
