package pairwise

import (
	"errors"
	"testing"
)

// FuzzOpen: what is opened is a name that was made, in its one spelling; anything
// else is refused, whatever the sector.
func FuzzOpen(f *testing.F) {
	c := New(root)
	name, err := c.Seal("app.test", "email|1")
	if err != nil {
		f.Fatal(err)
	}
	for _, sector := range []string{"app.test", "", "www.test"} {
		for _, text := range []string{name, "", "email|1", name + "=", name[:22], name + name} {
			f.Add(sector, text)
		}
	}
	f.Fuzz(func(t *testing.T, sector, text string) {
		id, err := c.Open(sector, text)
		if err != nil {
			if !errors.Is(err, ErrOpen) || id != "" {
				t.Fatalf("%q, %v", id, err)
			}
			return
		}
		if again, err := c.Seal(sector, id); err != nil || again != text {
			t.Errorf("%q in %q is %q, whose name is %q, %v", text, sector, id, again, err)
		}
	})
}
