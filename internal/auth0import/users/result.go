package users

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// How many lines and reasons a Result names; it counts all of them.
const (
	mostNotes   = 20
	mostReasons = 50
)

// A Result is how far an import came.
type Result struct {
	Lines     int            `json:"lines"`     // read
	Taken     int            `json:"taken"`     // would be kept; where nobody is
	Added     int            `json:"added"`     // kept
	Known     int            `json:"known"`     // there already, and unchanged
	Contested int            `json:"contested"` // their id or address is somebody else's here
	Bad       int            `json:"bad"`       // not readable
	LeftOut   map[string]int `json:"left_out"`  // by the reason
	Notes     []Note         `json:"notes"`     // the first of the contested and the bad
}

// A Note is about one line.
type Note struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

func (r *Result) bad(line int, err error) {
	r.Bad++
	r.note(line, err.Error())
}

func (r *Result) contest(line int) {
	r.Contested++
	r.note(line, "its user_id or its address belongs to somebody else here")
}

func (r *Result) note(line int, text string) {
	if len(r.Notes) < mostNotes {
		r.Notes = append(r.Notes, Note{line, text})
	}
}

func (r *Result) leave(why string) {
	if _, known := r.LeftOut[why]; !known && len(r.LeftOut) >= mostReasons {
		why = "for other reasons"
	}
	r.LeftOut[why]++
}

// Flawed reports whether somebody should look at the Notes.
func (r Result) Flawed() bool { return r.Bad+r.Contested > 0 }

// Write prints the result for people.
func (r Result) Write(w io.Writer) error {
	var b strings.Builder
	b.WriteString("Users\n")
	for _, row := range []struct {
		n    int
		what string
	}{
		{r.Taken, "would be taken along"},
		{r.Added, "new"},
		{r.Known, "unchanged, they were here already"},
		{r.Contested, "contested and left out: id or address is somebody else's"},
		{r.Bad, "not readable"},
	} {
		if row.n > 0 || row.what == "new" && r.Taken == 0 {
			fmt.Fprintf(&b, "  %d %s\n", row.n, row.what)
		}
	}
	for _, why := range slices.Sorted(maps.Keys(r.LeftOut)) {
		fmt.Fprintf(&b, "  %d left out: %s\n", r.LeftOut[why], why)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "  line %d: %s\n", n.Line, n.Text)
	}
	if more := r.Bad + r.Contested - len(r.Notes); more > 0 {
		fmt.Fprintf(&b, "  and %d lines more\n", more)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
