package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// A Plural is a noun with the number {n}, in the forms its language has (CLDR's
// names for them). English has one and other, Japanese other alone.
type Plural struct {
	Zero  string `yaml:"zero"`
	One   string `yaml:"one"`
	Two   string `yaml:"two"`
	Few   string `yaml:"few"`
	Many  string `yaml:"many"`
	Other string `yaml:"other"`
}

// of is the form for n things.
func (p Plural) of(tag language.Tag, n int) string {
	switch plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0) {
	case plural.Zero:
		return p.Zero
	case plural.One:
		return p.One
	case plural.Two:
		return p.Two
	case plural.Few:
		return p.Few
	case plural.Many:
		return p.Many
	default:
		return p.Other
	}
}

// mostCounted is how high the numbers go that are shown, and a little further.
const mostCounted = 200

func (c *checker) plural(key string, p Plural) {
	for n := 1; n <= mostCounted; n++ {
		if form := p.of(c.tag, n); !strings.Contains(form, "{n}") {
			c.wrong(key, fmt.Sprintf("has no form with {n} for %d, which this language needs", n))
			return
		}
	}
}

// Duration is d in words, rounded up, so that nobody who waits so long comes
// back too early: "41 minutes".
func (t *Texts) Duration(d time.Duration) string {
	switch {
	case d <= 90*time.Second:
		return t.count(t.Durations.Seconds, up(d, time.Second))
	case d <= 90*time.Minute:
		return t.count(t.Durations.Minutes, up(d, time.Minute))
	default:
		return t.count(t.Durations.Hours, up(d, time.Hour))
	}
}

// Minutes is n minutes in words.
func (t *Texts) Minutes(n int) string { return t.count(t.Durations.Minutes, n) }

func (t *Texts) count(p Plural, n int) string {
	return strings.ReplaceAll(p.of(language.Make(t.Language), n), "{n}", strconv.Itoa(n))
}

func up(d, unit time.Duration) int { return int((d + unit - 1) / unit) }
