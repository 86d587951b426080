package keys

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/seal"
)

const purposeTest seal.Purpose = "test"

func TestOpen(t *testing.T) {
	s := &memoryStore{}
	first := open(t, s, options(), start)

	t.Run("the first start makes a current and a next key", func(t *testing.T) {
		if len(first.List()) != 2 || kid(first, "RS256", Current) == "" || kid(first, "RS256", Next) == "" {
			t.Errorf("got %+v, want one current and one next RS256 key", first.List())
		}
	})
	t.Run("the next start finds the same keys", func(t *testing.T) {
		again := open(t, s, options(), start.Add(time.Hour))
		if !slices.Equal(again.List(), first.List()) {
			t.Errorf("got %+v, want %+v", again.List(), first.List())
		}
		if s.version != 1 {
			t.Errorf("the kept ring was written %d times, want once", s.version)
		}
	})
	t.Run("a newly configured algorithm gets keys, the others keep theirs", func(t *testing.T) {
		o := options()
		o.Algs = []string{"RS256", "ES256"}
		more := open(t, s, o, start.Add(2*time.Hour))
		if kid(more, "ES256", Current) == "" || kid(more, "ES256", Next) == "" {
			t.Errorf("no ES256 keys in %+v", more.List())
		}
		if kid(more, "RS256", Current) != kid(first, "RS256", Current) {
			t.Error("the RS256 key was replaced")
		}
	})
	t.Run("an algorithm the ring cannot sign with is refused", func(t *testing.T) {
		o := options()
		o.Algs = []string{"HS256"}
		if _, err := Open(t.Context(), s, o, start); err == nil || !strings.Contains(err.Error(), `"HS256"`) {
			t.Errorf("got %v, want an error that names HS256", err)
		}
	})
}

// JW-06: keys rest encrypted; with another secret authd refuses and changes nothing.
func TestJW06_WrongSecret(t *testing.T) {
	s := &memoryStore{}
	open(t, s, options(), start)
	version, sealed := s.version, s.sealed

	o := options()
	o.Secret = []byte("another secret of 32 characters or more")
	_, err := Open(t.Context(), s, o, start)
	if err == nil || !strings.Contains(err.Error(), "AUTHD_SECRET") {
		t.Errorf("got %v, want an error that says what to set", err)
	}
	if err != nil && strings.Contains(err.Error(), string(o.Secret)) {
		t.Error("the error shows the secret")
	}
	if s.version != version || s.sealed != sealed {
		t.Error("the kept ring was changed")
	}
}

func TestTick_WhenTheStoreFails(t *testing.T) {
	t.Run("an unreachable store leaves the keys in use", func(t *testing.T) {
		s := &memoryStore{}
		r := open(t, s, options(), start)
		s.down = true
		if err := r.Tick(t.Context(), start.Add(time.Hour)); !errors.Is(err, errDown) {
			t.Errorf("got %v, want the store's error", err)
		}
		if _, err := r.SigningKey("RS256"); err != nil {
			t.Errorf("the ring lost its key: %v", err)
		}
	})
	t.Run("a ring gone from the store is not made anew", func(t *testing.T) {
		s := &memoryStore{}
		r := open(t, s, options(), start)
		before := kid(r, "RS256", Current)
		s.version, s.sealed = 0, ""
		if err := r.Tick(t.Context(), start.Add(time.Hour)); !errors.Is(err, errVanished) {
			t.Errorf("got %v, want %v", err, errVanished)
		}
		if s.version != 0 || kid(r, "RS256", Current) != before {
			t.Error("the ring was replaced")
		}
	})
	// JW-05: the one who rotates may die before it learns that it did.
	t.Run("a swap whose answer was lost is taken over", func(t *testing.T) {
		s := &memoryStore{}
		o := options()
		r, due := open(t, s, o, start), start.Add(o.RotateEvery)
		next := kid(r, "RS256", Next)
		s.loseReply = true
		if err := r.Tick(t.Context(), due); err == nil {
			t.Fatal("the lost answer went unnoticed")
		}
		s.loseReply = false
		tick(t, r, due.Add(time.Second))
		if kid(r, "RS256", Current) != next || s.version != 2 {
			t.Errorf("version %d, current %s: want one rotation to %s", s.version, kid(r, "RS256", Current), next)
		}
	})
}

func TestRotate(t *testing.T) {
	s, o := &memoryStore{}, options()
	r := open(t, s, o, start)
	next, ready := kid(r, "RS256", Next), start.Add(o.PublishAhead)

	t.Run("it is refused until the next key was published long enough", func(t *testing.T) {
		var tooSoon *TooSoonError
		err := r.Rotate(t.Context(), ready.Add(-time.Second))
		if !errors.As(err, &tooSoon) || !tooSoon.ReadyAt.Equal(ready) {
			t.Fatalf("got %v, want a TooSoonError for %v", err, ready)
		}
		if !strings.Contains(err.Error(), "2026-03-02T12:00:00Z") {
			t.Errorf("%q does not say when", err)
		}
		if s.version != 1 {
			t.Error("the kept ring was changed")
		}
	})
	t.Run("then the next key signs, however young the current one is", func(t *testing.T) {
		if err := r.Rotate(t.Context(), ready); err != nil {
			t.Fatal(err)
		}
		key, err := r.SigningKey("RS256")
		if err != nil || key.ID != next {
			t.Errorf("%v signs (%v), want %s", key, err, next)
		}
		if kid(r, "RS256", Previous) == "" || kid(r, "RS256", Next) == "" {
			t.Errorf("got %+v, want a previous and a new next key", r.List())
		}
	})
}

// JW-04: after a leak no old key is trusted for another moment.
func TestJW04_Replace(t *testing.T) {
	s, o := &memoryStore{}, options()
	o.Algs = []string{"ES256"}
	open(t, s, o, start)
	r := open(t, s, options(), start)
	before, sealed, hash := r.List(), r.Seal(purposeTest, []byte("x")), r.Hash(purposeTest, "secret")
	if err := r.Replace(t.Context(), start.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	for _, k := range before {
		if strings.Contains(string(r.JWKS().Body), k.KID) {
			t.Errorf("the %s key %s is still published", k.State, k.KID)
		}
	}
	if _, err := r.Open(purposeTest, sealed); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("a text sealed before opens: %v", err)
	}
	if !bytes.Equal(hash, r.Hash(purposeTest, "secret")) {
		t.Error("stored hashes do not match any more")
	}
	if kid(r, "RS256", Current) == "" || kid(r, "ES256", Current) != "" {
		t.Errorf("got %+v, want keys for the configured algorithms alone", r.List())
	}
}

func TestSeal(t *testing.T) {
	s, o := &memoryStore{}, options()
	ahead, behind := open(t, s, o, start), open(t, s, o, start)
	old, opaque, hash := ahead.Seal(purposeTest, []byte("old")), ahead.OpaqueKeys()[0], ahead.Hash(purposeTest, "secret")
	rotated := start.Add(o.RotateEvery)
	tick(t, ahead, rotated)

	t.Run("an instance that has not seen the rotation opens what is sealed after it", func(t *testing.T) {
		if plain, err := behind.Open(purposeTest, ahead.Seal(purposeTest, []byte("new"))); err != nil || string(plain) != "new" {
			t.Errorf("got %q, %v", plain, err)
		}
		if !slices.ContainsFunc(behind.OpaqueKeys(), func(k []byte) bool { return bytes.Equal(k, ahead.OpaqueKeys()[0]) }) {
			t.Error("it does not hold the key of new opaque tokens")
		}
	})
	t.Run("what was sealed before the rotation opens for as long as keys are retained", func(t *testing.T) {
		tick(t, ahead, rotated.Add(o.Retain-time.Second))
		if _, err := ahead.Open(purposeTest, old); err != nil {
			t.Error(err)
		}
		if !slices.ContainsFunc(ahead.OpaqueKeys(), func(k []byte) bool { return bytes.Equal(k, opaque) }) {
			t.Error("the key of old opaque tokens is gone")
		}
		tick(t, ahead, rotated.Add(o.Retain))
		if _, err := ahead.Open(purposeTest, old); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("got %v after that, want %v", err, seal.ErrOpen)
		}
	})
	t.Run("hashes stay", func(t *testing.T) {
		if !bytes.Equal(hash, ahead.Hash(purposeTest, "secret")) {
			t.Error("the hash of the same secret changed")
		}
	})
	t.Run("opaque tokens have keys of their own", func(t *testing.T) {
		held := ahead.held.Load()
		for i := range held.opaque {
			if len(held.opaque[i]) != seal.KeySize || bytes.Equal(held.opaque[i], held.doc.ordered(algSealing)[i].Material) {
				t.Errorf("key %d is %d bytes or the sealing key itself", i, len(held.opaque[i]))
			}
		}
	})
}

// JW-07: a restart does not make a nonce come back.
func TestJW07_NoncesAcrossRestarts(t *testing.T) {
	const nonceText = 24 * 4 / 3 // base64url characters of an XChaCha20 nonce
	s, seen := &memoryStore{}, map[string]bool{}
	open(t, s, options(), start)
	for range 1000 {
		nonce := open(t, s, options(), start).Seal(purposeTest, []byte("x"))[:nonceText]
		if seen[nonce] {
			t.Fatalf("the nonce %s was used twice", nonce)
		}
		seen[nonce] = true
	}
}
