package explain

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"authd/internal/tokens"
)

// Headline says whose tokens a plan is about, and for what.
func Headline(p tokens.Plan) string {
	return "Client " + p.ClientID + " at " + p.Channel.Endpoint() + ", for " + cmp.Or(p.API, "no API") + "."
}

// Write tells a person which tokens the request gets, which setting decided each
// part, and which settings did not. Its only error is w's.
func Write(w io.Writer, p tokens.Plan) error {
	t := &text{}
	t.line(0, "%s", Headline(p))
	for _, s := range Sections(p) {
		t.line(0, "\n%s", s.Title)
		for _, f := range s.Facts {
			t.fact(f)
		}
	}
	_, err := io.WriteString(w, t.String())
	return err
}

// text gathers the lines of an explanation.
type text struct{ strings.Builder }

func (t *text) line(indent int, format string, args ...any) {
	t.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(t, format, args...)
	t.WriteByte('\n')
}

func (t *text) fact(f Fact) {
	t.line(1, "%s: %s", f.Name, f.Value)
	if f.Why != "" {
		t.line(2, "%s", f.Why)
	}
	for _, list := range f.Lists {
		t.line(2, "%s", list.Title)
		for _, p := range list.Points {
			t.line(2, "- %s%s", p.Setting, p.Text)
		}
	}
	if f.Hint != "" {
		t.line(2, "%s", f.Hint)
	}
}

// Span writes a lifetime in seconds, as the wire does, and in larger units where
// it is a whole number of them: "7200 seconds (2 hours)".
func Span(d time.Duration) string {
	words := count(int64(d/time.Second), "second")
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if d >= unit.size && d%unit.size == 0 {
			return words + " (" + count(int64(d/unit.size), unit.name) + ")"
		}
	}
	return words
}

func count(n int64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.FormatInt(n, 10) + " " + unit + "s"
}
