package seal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestWhatIsSealedOpensAgain(t *testing.T) {
	key := NewKey()
	for _, plain := range []string{"", "x", strings.Repeat("long ", 4000)} {
		got, err := Open(key, "a", Seal(key, "a", []byte(plain)))
		if err != nil || string(got) != plain {
			t.Errorf("%d bytes: %d bytes, %v", len(plain), len(got), err)
		}
	}
}

// TK-13, TK-14: a sealed text that is cut, longer, altered, of another purpose
// or another key does not open.
func TestTK13_AlteredTextsDoNotOpen(t *testing.T) {
	key := NewKey()
	text := Seal(key, "a", []byte("secret"))
	refused := []string{"", "A", text[:len(text)-1], text + "A", text + "=", " " + text, text + "\n", strings.ToUpper(text), text[:20], text[1:]}
	for i := range text {
		other := byte('A')
		if text[i] == other {
			other = 'B'
		}
		refused = append(refused, text[:i]+string(other)+text[i+1:])
	}
	for _, bad := range refused {
		if _, err := Open(key, "a", bad); !errors.Is(err, ErrOpen) {
			t.Errorf("%q opened", bad)
		}
	}
	if _, err := Open(key, "b", text); !errors.Is(err, ErrOpen) {
		t.Error("opened for another purpose")
	}
	if _, err := Open(NewKey(), "a", text); !errors.Is(err, ErrOpen) {
		t.Error("opened with another key")
	}
}

// JW-07: no two texts share a nonce, also not over restarts: it is random.
func TestJW07_SealingTwiceDiffers(t *testing.T) {
	key, seen := NewKey(), map[string]bool{}
	for range 10_000 {
		nonce := Seal(key, "a", nil)[:32]
		if seen[nonce] {
			t.Fatal("a nonce came twice")
		}
		seen[nonce] = true
	}
}

func TestHashesDependOnKeyAndPurpose(t *testing.T) {
	key := NewKey()
	if !bytes.Equal(Hash(key, "a", "s"), Hash(key, "a", "s")) || bytes.Equal(Hash(key, "a", "s"), Hash(key, "b", "s")) ||
		bytes.Equal(Hash(key, "a", "s"), Hash(NewKey(), "a", "s")) || len(Hash(key, "a", "s")) != 32 {
		t.Error("hashes do not tell keys and purposes apart")
	}
}

// TK-03: bearer secrets are 256 random bits.
func TestTK03_TokensDoNotRepeat(t *testing.T) {
	seen := map[string]bool{}
	for range 100_000 {
		token := Token()
		if len(token) != 43 || seen[token] {
			t.Fatalf("%q", token)
		}
		seen[token] = true
	}
}
