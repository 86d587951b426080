package devicegrant

import (
	"strings"
	"testing"
)

// FuzzCanonical: whatever is typed, it is no code, or one of our letters that is
// read from what is shown of it too.
func FuzzCanonical(f *testing.F) {
	for _, typed := range []string{"WDJB-MJHT", "wdjbmjht", " w d j b - m j h t ", "WDJB-MJH", "WDJB-MJHTX", "WDJB-MJHA", "WDJB\u2013MJHT", "\u017fDJBMJHT", "", "\xff"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code := Canonical(typed)
		if code == "" {
			return
		}
		if len(code) != codeLength || strings.Trim(code, letters) != "" || Canonical(Shown(code)) != code {
			t.Errorf("%q is %q", typed, code)
		}
	})
}
