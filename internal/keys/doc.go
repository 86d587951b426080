// Package keys is the ring: the keys that sign tokens, the keys that seal what
// browsers carry, and the one key under which stored secrets are hashed.
//
// It owns making, publishing, rotating and dropping keys, and the JWKS. A key is
// published before it signs and stays published after, so that no verifier meets
// a token whose key it could not have seen. The whole ring is one document in the
// store, sealed under a secret the store does not know and replaced by
// compare-and-swap, so any number of instances share it without a leader.
//
// It leaves alone what is signed or sealed, where the document is kept, and when
// Tick is called.
package keys
