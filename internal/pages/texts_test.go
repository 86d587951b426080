package pages

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestEveryTextIsThere(t *testing.T) {
	v := reflect.ValueOf(english)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("%s is missing", v.Type().Field(i).Name)
		}
	}
	for kind := AddressInvalid; kind <= TooManyGuesses; kind++ {
		if english.problem(Problem{Kind: kind}) == "" {
			t.Errorf("problem %d has no words", kind)
		}
	}
	for failure := LoginDamaged; failure <= LogoutStale; failure++ {
		if words := english.failures[failure]; words.title == "" || words.detail == "" {
			t.Errorf("failure %d has no words", failure)
		}
	}
}

// Two problems in the same words would leave the person guessing.
func TestProblemsDiffer(t *testing.T) {
	said := map[string]Kind{}
	for kind := AddressInvalid; kind <= TooManyGuesses; kind++ {
		words := english.problem(Problem{Kind: kind})
		if other, taken := said[words]; taken {
			t.Errorf("problems %d and %d both say %q", kind, other, words)
		}
		said[words] = kind
	}
}

func TestWaitsAreRoundedUp(t *testing.T) {
	rows := map[time.Duration]string{
		time.Millisecond:           "1 second",
		time.Second:                "1 second",
		29*time.Second + 1:         "30 seconds",
		90 * time.Second:           "90 seconds",
		91 * time.Second:           "2 minutes",
		time.Hour:                  "60 minutes",
		90*time.Minute + 1:         "2 hours",
		23*time.Hour + time.Second: "24 hours",
	}
	for wait, want := range rows {
		if got := english.problem(Problem{TooManyMails, wait}); !strings.HasSuffix(got, " Try again in "+want+".") {
			t.Errorf("%s is told as %q", wait, got)
		}
	}
}
