package pairwise

import (
	"errors"
	"regexp"
	"strings"
	"testing"
)

var (
	root  = []byte("a secret of thirty-two bytes....")
	valid = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)
)

func seal(t *testing.T, c *Cipher, sector, id string) string {
	t.Helper()
	name, err := c.Seal(sector, id)
	if err != nil || !valid.MatchString(name) {
		t.Fatalf("%q: %q, %v", id, name, err)
	}
	return name
}

// ID-10: one name a sector, the same at every start, and nothing of the id in it.
func TestID10_OneNameASector(t *testing.T) {
	c := New(root)
	const ann = "email|0123456789abcdef01234567"
	name := seal(t, c, "app.test", ann)
	if again := seal(t, New(root), "app.test", ann); again != name {
		t.Errorf("after a restart %q, before %q", again, name)
	}
	if strings.Contains(name, "0123") || len(name) != len(seal(t, c, "app.test", "sms|0123456789abcdef01234567")) {
		t.Errorf("the name tells about the id: %q", name)
	}
	seen := map[string]bool{name: true}
	for _, other := range []string{
		seal(t, c, "www.test", ann), seal(t, c, "app.test", "email|0123456789abcdef01234568"), seal(t, c, "", ann),
		seal(t, c, "app.tes", "t"+ann), seal(t, New([]byte("another secret of thirty-two bytes")), "app.test", ann),
	} {
		if seen[other] {
			t.Errorf("two have the name %q", other)
		}
		seen[other] = true
	}
}

// A sector's end is the id's beginning for nobody: the two names would share a key
// stream.
func TestID10_SectorAndIDAreKeptApart(t *testing.T) {
	c, end := New(root), strings.Repeat("e", block)
	if seal(t, c, "app.test"+end, "email|1")[:21] == seal(t, c, "app.test", end+"email|1")[:21] {
		t.Error("two names have one IV")
	}
}

func TestNamesAreTurnedBack(t *testing.T) {
	c := New(root)
	for _, id := range []string{"email|1", "x", strings.Repeat("y", 31), strings.Repeat("y", 32), strings.Repeat("y", 33), strings.Repeat("z", 160)} {
		if got, err := c.Open("app.test", seal(t, c, "app.test", id)); got != id || err != nil {
			t.Errorf("%q came back as %q, %v", id, got, err)
		}
	}
	if name, err := c.Seal("app.test", strings.Repeat("z", 161)); !errors.Is(err, ErrTooLong) {
		t.Errorf("%q, %v", name, err)
	}
}

// ID-10: a name of another sector, or one that was altered anywhere, is refused.
func TestID10_OtherNamesAreRefused(t *testing.T) {
	c := New(root)
	name := seal(t, c, "app.test", "email|1")
	refuse := func(sector, text string) {
		t.Helper()
		if got, err := c.Open(sector, text); !errors.Is(err, ErrOpen) || got != "" {
			t.Errorf("%q in %q: %q, %v", text, sector, got, err)
		}
	}
	refuse("www.test", name)
	refuse("app.test", "email|1")
	for i := range name {
		other := byte('A')
		if name[i] == other {
			other = 'B'
		}
		refuse("app.test", name[:i]+string(other)+name[i+1:])
		refuse("app.test", name[:i])
	}
	for _, end := range []string{"A", "=", "\n", " ", "AAAA"} {
		refuse("app.test", name+end)
	}
	if _, err := New([]byte("another secret of thirty-two bytes")).Open("app.test", name); !errors.Is(err, ErrOpen) {
		t.Errorf("another server's name: %v", err)
	}
}
