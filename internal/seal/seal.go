package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// KeySize is the length of every key in bytes.
const KeySize = 32

// ErrOpen says that a sealed text was cut, altered, made for another purpose or
// with a key that is gone. It never says which.
var ErrOpen = errors.New("sealed text cannot be opened")

// A Purpose keeps sealed texts and hashes of one kind from passing for another.
type Purpose string

// NewKey returns KeySize random bytes.
func NewKey() []byte {
	key := make([]byte, KeySize)
	rand.Read(key) // never fails, crypto/rand
	return key
}

// Token returns a new bearer secret of 256 random bits, base64url.
func Token() string { return base64.RawURLEncoding.EncodeToString(NewKey()) }

// Seal encrypts plain under key for one purpose, as base64url text.
func Seal(key []byte, purpose Purpose, plain []byte) string {
	aead, err := chacha20poly1305.NewX(derive(key, purpose))
	if err != nil {
		panic(err) // only a key of the wrong length, which derive never makes
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, plain, nil))
}

// Open undoes Seal. The only error is ErrOpen.
func Open(key []byte, purpose Purpose, text string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") { // which DecodeString skips
		return nil, ErrOpen
	}
	aead, err := chacha20poly1305.NewX(derive(key, purpose))
	if err != nil || len(raw) < aead.NonceSize() {
		return nil, ErrOpen
	}
	plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], nil)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// Hash is the keyed hash under which a bearer secret is kept.
func Hash(key []byte, purpose Purpose, secret string) []byte {
	mac := hmac.New(sha256.New, derive(key, purpose))
	mac.Write([]byte(secret))
	return mac.Sum(nil)
}

func derive(key []byte, purpose Purpose) []byte {
	out, err := hkdf.Key(sha256.New, key, nil, "authd "+string(purpose), KeySize)
	if err != nil {
		panic(err) // only a length above HKDF's limit
	}
	return out
}
