package oauth

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// SE-08: a link's author chooses the names in it, so a name that is a sentence
// is not repeated to whoever opens the link.
func TestSE08_OnlyNamesAreRepeated(t *testing.T) {
	for name, said := range map[string]bool{
		"redirect_uri": true, "authParams[redirectUri]": true, "auth0Client": true,
		"Your account is locked, call 0800": false, "call-0800-555": false, "evil.test": false, "a b": false, "<b>": false, "é": false,
		strings.Repeat("a", 33): false,
	} {
		text := Repeated(name).Description
		if strings.Contains(text, name) != said {
			t.Errorf("%q: %s", name, text)
		}
	}
}

// The longest scope a request may hold takes a moment, not seconds: anybody may
// send one, as often as they like.
func TestAScopeOfManyValuesIsCheap(t *testing.T) {
	var b strings.Builder
	for i := int64(36 * 36); b.Len() < 64<<10; i++ {
		b.WriteString(strconv.FormatInt(i, 36) + " ")
	}
	began := time.Now()
	scope := ParseScope(b.String())
	if took := time.Since(began); len(scope) < 10_000 || took > 200*time.Millisecond {
		t.Errorf("%d values took %s", len(scope), took)
	}
}
