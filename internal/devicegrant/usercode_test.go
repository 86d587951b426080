package devicegrant

import (
	"math"
	"strings"
	"testing"
)

// TK-22: a user code has eight letters without look-alikes, each as likely as any
// other, which is more than 34 bits.
func TestTK22_UserCodes(t *testing.T) {
	const rounds = 20_000
	count, seen := map[rune]int{}, map[string]bool{}
	for range rounds {
		code := newUserCode()
		if len(code) != 8 || seen[code] && len(seen) < 1000 {
			t.Fatalf("the code %q", code)
		}
		seen[code] = true
		for _, r := range code {
			count[r]++
		}
	}
	if bits := 8 * math.Log2(float64(len(count))); bits < 34 || len(count) != len(letters) {
		t.Errorf("%d letters are used: %.1f bits", len(count), bits)
	}
	for r, n := range count {
		if strings.ContainsRune("AEIOUY0123456789", r) {
			t.Errorf("%q can be misread, or make words", r)
		}
		if expected := rounds * 8 / len(letters); n < expected*9/10 || n > expected*11/10 {
			t.Errorf("%q comes %d times, %d is fair", r, n, expected)
		}
	}
}

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"WDJB-MJHT": "WDJBMJHT", "wdjbmjht": "WDJBMJHT", " wdjb mjht ": "WDJBMJHT", "W-D-J-B-M-J-H-T": "WDJBMJHT",
		"": "", "WDJB-MJH": "", "WDJB-MJHTT": "", "WDJA-MJHT": "", "WDJB-MJH1": "", "WDJB_MJHT": "", "ＷDJB-MJHT": "", "WDJB\x00MJHT": "",
	} {
		if got := Canonical(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
	if got := Shown("WDJBMJHT"); got != "WDJB-MJHT" || Canonical(got) != "WDJBMJHT" {
		t.Errorf("shown as %q", got)
	}
}
