package authcode

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/seal"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// key is a ring with one key.
type key []byte

func (k key) Seal(p seal.Purpose, plain []byte) string         { return seal.Seal(k, p, plain) }
func (k key) Open(p seal.Purpose, text string) ([]byte, error) { return seal.Open(k, p, text) }

var keeper = Keeper{key(seal.NewKey())}

func full() authd.AuthCode {
	return authd.AuthCode{
		Authorization: authd.Authorization{
			ID: "0123456789abcdefABCDEF", ClientID: "spa", UserID: "email|0123456789abcdef01234567", SID: "sid-1",
			Connection: "email", Audience: "https://api.test", Scope: oauth.Scope{"openid", "offline_access"},
			AuthTime: now.Add(-time.Hour), AuthTimeDue: true, MaxLifetime: 5 * time.Second, Key: strings.Repeat("k", 43),
		},
		RedirectURI: "https://app.test/cb?ü=1", CodeChallenge: strings.Repeat("c", 43), Nonce: "n 1",
	}
}

func TestACodeSaysWhatWasGranted(t *testing.T) {
	for name, c := range map[string]authd.AuthCode{"all there is": full(), "as little as possible": {Authorization: authd.Authorization{ID: "x", AuthTime: now}}} {
		code := keeper.Issue(c, now)
		got, err := keeper.Open(code, now)
		c.ExpiresAt = now.Add(Lifetime)
		if err != nil || !reflect.DeepEqual(got, c) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", name, err, got, c)
		}
		if len(code) > 512 {
			t.Errorf("%s: %d characters", name, len(code))
		}
	}
}

// TK-04: a code lives for 60 seconds and not a moment longer.
func TestTK04_ACodeLivesAMinute(t *testing.T) {
	code := keeper.Issue(full(), now)
	for after, want := range map[time.Duration]error{
		59 * time.Second: nil, time.Minute - time.Millisecond: nil, time.Minute: ErrExpired, 61 * time.Second: ErrExpired, time.Hour: ErrExpired,
	} {
		if _, err := keeper.Open(code, now.Add(after)); !errors.Is(err, want) {
			t.Errorf("after %v: %v, want %v", after, err, want)
		}
	}
}

// TK-03: two codes of one grant have nothing in common, and what they say
// cannot be read in them.
func TestTK03_CodesAreUnguessable(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		code := keeper.Issue(full(), now)
		if seen[code[:43]] || strings.Contains(code, full().ID) {
			t.Fatal("a code repeats, or shows what it holds")
		}
		seen[code[:43]] = true
	}
}

// TK-13: every character of a code matters, and none may be added.
func TestTK13_AlteredCodesAreRefused(t *testing.T) {
	code := keeper.Issue(full(), now)
	refuse := func(altered string) {
		t.Helper()
		if _, err := keeper.Open(altered, now); !errors.Is(err, ErrInvalid) {
			t.Errorf("%v for %q", err, altered)
		}
	}
	for i := range code {
		other := byte('A')
		if code[i] == other {
			other = 'B'
		}
		refuse(code[:i] + string(other) + code[i+1:])
		refuse(code[:i])
	}
	for _, end := range []string{"A", "=", "==", "\n", " ", "."} {
		refuse(code + end)
		refuse(end + code)
	}
	refuse(strings.ToLower(code))
	refuse("")
}

// TK-14: what was sealed for another purpose, or by another server, is no code.
func TestTK14_OtherSealedTextsAreNoCodes(t *testing.T) {
	plain := encode(full())
	for name, text := range map[string]string{
		"login state":    seal.Seal(keeper.Sealer.(key), "pending state", plain),
		"another server": seal.Seal(seal.NewKey(), purpose, plain),
	} {
		if _, err := keeper.Open(text, now); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPackedCodeCutAnywhereIsRefused(t *testing.T) {
	plain := encode(full())
	for i := range plain {
		if _, err := decode(plain[:i]); !errors.Is(err, ErrInvalid) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
	if _, err := decode(append(plain, 0)); !errors.Is(err, ErrInvalid) {
		t.Errorf("lengthened: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(full()))
	f.Add([]byte{form, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, plain []byte) {
		c, err := decode(plain)
		if err != nil {
			return
		}
		if again, err := decode(encode(c)); err != nil || !reflect.DeepEqual(again, c) {
			t.Errorf("%v: %+v became %+v", err, c, again)
		}
	})
}
