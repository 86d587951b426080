package pairwise

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
)

// What can be wrong.
var (
	ErrTooLong = errors.New("the id of this person is too long for a pairwise subject: at most 160 bytes")
	ErrOpen    = errors.New("not a pairwise subject of this sector")
)

const (
	keySize = 32
	longest = 255 // of a sub (OIDC Core §2)
	block   = 32  // ids are padded to whole blocks, so that the length does not tell who is who
)

// A Cipher makes names and reads them. It can be shared.
type Cipher struct {
	authenticate []byte
	encrypt      cipher.Block
}

// New makes the Cipher of root, a secret that never changes: with another one
// every person is somebody else everywhere.
func New(root []byte) *Cipher {
	encrypt, err := aes.NewCipher(derive(root, "encrypt"))
	if err != nil {
		panic(err) // only a key of a wrong length, which derive never makes
	}
	return &Cipher{derive(root, "authenticate"), encrypt}
}

func derive(root []byte, use string) []byte {
	key, err := hkdf.Key(sha256.New, root, nil, "authd pairwise: "+use, keySize)
	if err != nil {
		panic(err) // only a length above HKDF's limit
	}
	return key
}

// Seal is the name of id in a sector: at most 255 letters, digits, dashes and
// underscores. The only error is ErrTooLong.
func (c *Cipher) Seal(sector, id string) (string, error) {
	plain := padded(id)
	iv := c.iv(sector, plain)
	name := base64.RawURLEncoding.EncodeToString(append(iv, c.crypt(iv, plain)...))
	if len(name) > longest {
		return "", ErrTooLong
	}
	return name, nil
}

// Open undoes Seal for the same sector. The only error is ErrOpen.
func (c *Cipher) Open(sector, name string) (string, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(name)
	written := base64.RawURLEncoding.EncodeToString(sealed) // a name has one spelling
	if err != nil || written != name || len(name) > longest || len(sealed) <= aes.BlockSize {
		return "", ErrOpen
	}
	iv := sealed[:aes.BlockSize]
	plain := c.crypt(iv, sealed[aes.BlockSize:])
	if subtle.ConstantTimeCompare(iv, c.iv(sector, plain)) != 1 {
		return "", ErrOpen
	}
	return string(bytes.TrimRight(plain, "\x00")), nil
}

// iv stands for sector and plain, and proves both when the name is read (a
// synthetic IV, as in RFC 5297). The sector's length keeps the two apart.
func (c *Cipher) iv(sector string, plain []byte) []byte {
	mac := hmac.New(sha256.New, c.authenticate)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(sector))))
	mac.Write([]byte(sector))
	mac.Write(plain)
	return mac.Sum(nil)[:aes.BlockSize]
}

// crypt encrypts, and undoes it.
func (c *Cipher) crypt(iv, text []byte) []byte {
	out := make([]byte, len(text))
	cipher.NewCTR(c.encrypt, iv).XORKeyStream(out, text)
	return out
}

// padded fills the last block up with zeros, which no id has.
func padded(id string) []byte {
	return append([]byte(id), make([]byte, (block-len(id)%block)%block)...)
}
