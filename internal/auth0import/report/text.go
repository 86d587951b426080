package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Write prints the report for people.
func (r Report) Write(w io.Writer) error {
	var b strings.Builder
	if len(r.Problems) > 0 {
		b.WriteString("Not readable\n")
		for _, p := range r.Problems {
			fmt.Fprintf(&b, "  %s\n", p)
		}
		b.WriteString("\n")
	}
	for _, group := range []struct {
		title string
		items []Item
	}{
		{"Carried over", r.Carried},
		{"Changed", r.Changed},
		{"To fill in", r.FillIn},
		{"Said twice: the first one counts", r.Contested},
		{"No equivalent", r.Left},
	} {
		writeGroup(&b, group.title, group.items)
	}
	r.writeLifetimes(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func writeGroup(b *strings.Builder, title string, items []Item) {
	if len(items) == 0 {
		return
	}
	b.WriteString(title + "\n")
	for _, item := range items {
		fmt.Fprintf(b, "  %s: %s\n", item.What, item.Text)
	}
	b.WriteString("\n")
}

func (r Report) writeLifetimes(b *strings.Builder) {
	if len(r.Lifetimes) == 0 {
		return
	}
	b.WriteString("Lifetimes\n")
	var rows strings.Builder
	table := tabwriter.NewWriter(&rows, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "  setting\tAuth0\tauthd\t")
	for _, l := range r.Lifetimes {
		before := l.Before.String()
		if !l.Said {
			before += ", its default"
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", l.Setting, before, l.After, l.Why)
	}
	_ = table.Flush() // a strings.Builder takes everything
	for row := range strings.Lines(rows.String()) {
		fmt.Fprintln(b, strings.TrimRight(row, " \n"))
	}
}

// String reads 7200 (2 h), or never.
func (s Span) String() string {
	if s == Endless {
		return "never ends"
	}
	d := time.Duration(s)
	text := fmt.Sprint(int64(d / time.Second))
	for _, unit := range []struct {
		d    time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}} {
		if d > 0 && d%unit.d == 0 {
			return fmt.Sprintf("%s (%d %s)", text, d/unit.d, unit.name)
		}
	}
	return text
}
