// Package clientauth finds out which client sends a request, and whether it is
// really that one (RFC 6749 §2.3).
//
// It owns the ways a client proves who it is and which of them counts for whom,
// and opens the request objects that clients sign with the same keys. An unknown
// client, a wrong secret and a wrong method cost the same work and get the same
// answer; the log says which it was. Wrong secrets are counted by client and
// network in this process alone: a client that proves itself costs no write, and
// neither does a flood of guesses. Package keyset has the keys that clients
// publish. It leaves alone what a client may do once it is known.
package clientauth
