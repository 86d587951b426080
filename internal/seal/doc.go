// Package seal keeps secrets that leave the process unreadable and unforgeable:
// authenticated encryption for what browsers and the database carry, and keyed
// hashes for bearer secrets that are only ever compared.
//
// It owns the construction (XChaCha20-Poly1305 with random nonces, HMAC-SHA-256,
// one derived key a purpose). It leaves alone where keys come from and how they
// are rotated; package keys does that.
package seal
