package inspect

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"authd/internal/explain"
	"authd/internal/tokens"
)

// Write tells a person what the report says, as of now. Its only error is w's.
func (r Report) Write(w io.Writer, now time.Time) error {
	t := &text{}
	t.line("%s\n%s", r.headline(), r.Note)
	t.facts(r, now)
	t.today(r)
	t.claims(r)
	_, err := io.WriteString(w, t.String())
	return err
}

func (r Report) headline() string {
	about := strings.Join(slices.DeleteFunc([]string{r.Format, r.Alg}, func(s string) bool { return s == "" }), ", ")
	what := "an " + r.Kind
	if r.Kind == refreshToken {
		what = "a " + r.Kind
	}
	switch {
	case about != "":
		return "This is " + what + " (" + plain(about) + ")."
	case r.Proof != tokens.Proven:
		return "This has the form of " + what + "."
	}
	return "This is " + what + "."
}

// text gathers the lines of a report.
type text struct{ strings.Builder }

func (t *text) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

// plain leaves out what a terminal would obey: a token may say anything.
func plain(said string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, said)
}

// facts leaves out what is not known.
func (t *text) facts(r Report, now time.Time) {
	lines := [][2]string{
		{"client", r.ClientID}, {"person", r.UserID}, {"audience", strings.Join(r.Audience, " and ")}, {"scope", r.Scope.String()},
		{"key", r.KeyID}, {"issued", moment(r.IssuedAt, now)}, {"dies", moment(r.ExpiresAt, now)},
	}
	if r.Lifetime > 0 {
		lines = append(lines, [2]string{"lifetime", explain.Span(time.Duration(r.Lifetime) * time.Second)})
	}
	for i, l := range slices.DeleteFunc(lines, func(l [2]string) bool { return l[1] == "" }) {
		if i == 0 {
			t.line("\nToken")
		}
		t.line("  %s: %s", l[0], plain(l[1]))
	}
}

// today says what would change the token's life.
func (t *text) today(r Report) {
	switch {
	case len(r.Today) > 0:
		t.line("\nWith the configuration of now such a token lives")
	case r.ClientID != "" && r.Kind != code && r.Kind != refreshToken:
		t.line("\nWith the configuration of now such a token is not issued.")
	}
	for _, day := range r.Today {
		same := ""
		if r.Kind != refreshToken && r.Lifetime == int64(day.Lifetime.Value/time.Second) {
			same = ", as this one does"
		}
		t.line("  %s: %s%s\n    %s", day.Name, explain.Span(day.Lifetime.Value), same, day.Lifetime.Why())
	}
	if r.Hint != "" {
		t.line("  %s", r.Hint)
	}
}

func (t *text) claims(r Report) {
	for i, name := range slices.Sorted(maps.Keys(r.Claims)) {
		if i == 0 {
			t.line("\nClaims")
		}
		value, err := json.Marshal(r.Claims[name])
		if err != nil {
			panic(err) // it was read from JSON
		}
		t.line("  %s: %s", plain(name), plain(string(value)))
	}
}

// moment is a time and how far it is from now, empty for none.
func moment(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	stamp, apart := at.UTC().Format(time.RFC3339), at.Sub(now)
	if apart > 0 {
		return stamp + ", in " + roughly(apart)
	}
	return stamp + ", " + roughly(-apart) + " ago"
}

// roughly is a span in its two largest units: "1 hour 55 minutes".
func roughly(d time.Duration) string {
	var words []string
	rest := int64(d / time.Second)
	for _, unit := range []struct {
		name string
		size int64
	}{{"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		n := rest / unit.size
		rest %= unit.size
		if n > 0 || unit.size == 1 && len(words) == 0 {
			words = append(words, plural(n, unit.name))
		}
	}
	return strings.Join(words[:min(2, len(words))], " ")
}

func plural(n int64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
