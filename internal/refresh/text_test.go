package refresh

import (
	"strings"
	"testing"
)

// TK-13: a token cut, lengthened, altered in any byte, padded or written in
// another case is none.
func TestTK13_EveryByteMatters(t *testing.T) {
	id := authorization().ID
	good, err := write(keyed, id, 7)
	if err != nil {
		t.Fatal(err)
	}
	if gotID, generation, err := read(keyed, good); err != nil || gotID != id || generation != 7 {
		t.Fatalf("the good one reads as %q, %d, %v", gotID, generation, err)
	}
	bad := []string{"", good + "=", good + "==", good + "A", "A" + good, good + good, good[:69] + "\n", "\n" + good, strings.Repeat("\n", len(good)), strings.ToUpper(good), strings.ToLower(good)}
	for i := range good {
		bad = append(bad, good[:i], good[:i]+good[i+1:], good[:i]+other(good[i])+good[i+1:], good[:i]+"\n"+good[i+1:], good[:i]+"\n"+good[i:])
	}
	for _, token := range bad {
		if gotID, _, err := read(keyed, token); err == nil && token != good {
			t.Errorf("%q reads as family %s", token, gotID)
		}
	}
}

// other is a base64url letter that differs from c in its lowest bit, which is
// unused in the last letter of a token.
func other(c byte) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(letters[strings.IndexByte(letters, c)^1])
}

func TestTheSameGenerationIsTheSameText(t *testing.T) {
	id := authorization().ID
	first, _ := write(keyed, id, 3)
	again, _ := write(keyed, id, 3)
	next, _ := write(keyed, id, 4)
	if first != again || first == next {
		t.Errorf("generation 3 is %q and %q, 4 is %q", first, again, next)
	}
}

func TestWhatCannotBeAToken(t *testing.T) {
	for name, row := range map[string]struct {
		id         string
		generation int
	}{
		"an id that is too short":  {"AAAA", 0},
		"an id that is no base64":  {strings.Repeat("*", 22), 0},
		"a number below zero":      {authorization().ID, -1},
		"a number above 32 bits":   {authorization().ID, 1 << 32},
		"an id with bits to spare": {strings.Repeat("A", 21) + "B", 0},
	} {
		t.Run(name, func(t *testing.T) {
			if token, err := write(keyed, row.id, row.generation); err == nil {
				t.Errorf("it is %q", token)
			}
		})
	}
}

// TK-13: no text panics, and only what was written is read.
func FuzzTK13_Read(f *testing.F) {
	good, err := write(keyed, authorization().ID, 1)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(strings.Repeat("\n", len(good)))
	f.Fuzz(func(t *testing.T, text string) {
		id, generation, err := read(keyed, text)
		if err != nil {
			return
		}
		if again, err := write(keyed, id, generation); err != nil || again != text {
			t.Errorf("%q reads as %s, %d, which is %q", text, id, generation, again)
		}
	})
}
