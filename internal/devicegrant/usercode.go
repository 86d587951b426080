package devicegrant

import (
	"crypto/rand"
	"strings"
)

// letters are the 20 consonants of RFC 8628 §6.1: none looks like a digit or like
// another one, and no word can come of them.
const letters = "BCDFGHJKLMNPQRSTVWXZ"

// A user code has two groups of four letters: 20^8 of them are more than 2^34.
const (
	groupLength = 4
	codeLength  = 2 * groupLength
)

// newUserCode makes a code in which every letter is as likely as any other. Bytes
// above the last whole run of the letters are drawn again.
func newUserCode() string {
	const fair = 256 / len(letters) * len(letters)
	code := make([]byte, 0, codeLength)
	for b := make([]byte, 1); len(code) < codeLength; {
		rand.Read(b) // never fails, crypto/rand
		if int(b[0]) < fair {
			code = append(code, letters[int(b[0])%len(letters)])
		}
	}
	return string(code)
}

// Canonical is a code as it was typed, without what is no letter of it and in
// capitals (RFC 8628 §6.1); "" where that cannot be a code.
func Canonical(typed string) string {
	var code strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch {
		case strings.ContainsRune(letters, r):
			code.WriteRune(r)
		case r != '-' && r != ' ':
			return ""
		}
	}
	if code.Len() != codeLength {
		return ""
	}
	return code.String()
}

// Shown is a canonical code as people read it.
func Shown(code string) string { return code[:groupLength] + "-" + code[groupLength:] }
