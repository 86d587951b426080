package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"sync"

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

// A Key is a secret of KeySize bytes, with what was derived from it so far: one key
// a purpose, which are few.
type Key struct {
	secret  []byte
	derived sync.Map // derivation by Purpose
}

// KeyOf makes a Key of KeySize secret bytes.
func KeyOf(secret []byte) *Key { return &Key{secret: secret} }

// A derivation is the key for one purpose, and ready to encrypt.
type derivation struct {
	key  []byte
	aead cipher.AEAD
}

// Seal encrypts plain for one purpose, as base64url text.
func (k *Key) Seal(purpose Purpose, plain []byte) string {
	aead := k.derive(purpose).aead
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, plain, nil))
}

// Open undoes Seal. The only error is ErrOpen.
func (k *Key) Open(purpose Purpose, text string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") { // which DecodeString skips
		return nil, ErrOpen
	}
	aead := k.derive(purpose).aead
	if len(raw) < aead.NonceSize() {
		return nil, ErrOpen
	}
	plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], nil)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// Hash is the keyed hash under which a bearer secret is kept.
func (k *Key) Hash(purpose Purpose, secret string) []byte {
	mac := hmac.New(sha256.New, k.derive(purpose).key)
	mac.Write([]byte(secret))
	return mac.Sum(nil)
}

func (k *Key) derive(purpose Purpose) derivation {
	if d, is := k.derived.Load(purpose); is {
		return d.(derivation)
	}
	key, err := hkdf.Key(sha256.New, k.secret, nil, "authd "+string(purpose), KeySize)
	if err != nil {
		panic(err) // only a length above HKDF's limit
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // only a key of the wrong length
	}
	d := derivation{key, aead}
	k.derived.Store(purpose, d)
	return d
}

// Seal is Key.Seal for a key that is used once.
func Seal(key []byte, purpose Purpose, plain []byte) string { return KeyOf(key).Seal(purpose, plain) }

// Open is Key.Open for a key that is used once.
func Open(key []byte, purpose Purpose, text string) ([]byte, error) {
	return KeyOf(key).Open(purpose, text)
}

// Hash is Key.Hash for a key that is used once.
func Hash(key []byte, purpose Purpose, secret string) []byte { return KeyOf(key).Hash(purpose, secret) }
