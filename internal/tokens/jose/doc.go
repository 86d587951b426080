// Package jose writes and reads the two shapes tokens have on the wire: signed
// JWTs and sealed, opaque ones.
//
// It owns signatures, encryption and the strictness of reading: one spelling a
// token, no algorithm but the key's own. It leaves alone what a token says and
// whether it is still good, which is package tokens' business.
package jose
