package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"authd/internal/auth0import/users"
)

// A progress is one line on a terminal that is written over and over.
type progress struct {
	to    io.Writer
	what  string      // is counted
	of    *users.File // nil where nobody knows how much there is
	since time.Time
	last  time.Time
}

// refreshEvery is how often a person can read it.
const refreshEvery = 200 * time.Millisecond

// newProgress is nil where nobody watches: in a pipe, a file, a log.
func newProgress(to io.Writer, what string, now time.Time) *progress {
	f, isFile := to.(*os.File)
	if !isFile {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return &progress{to: to, what: what, since: now}
}

func (p *progress) show(n int, now time.Time) {
	done := -1.0
	if p.of != nil {
		done = p.of.Done()
	}
	if done != 1 && now.Sub(p.last) < refreshEvery {
		return
	}
	p.last = now
	fmt.Fprintf(p.to, "\r%-60s", progressLine(n, p.what, done, now.Sub(p.since)))
}

func (p *progress) end() { fmt.Fprintln(p.to) }

// progressLine says how far it is. done is from 0 to 1, or negative where nobody
// knows.
func progressLine(n int, what string, done float64, took time.Duration) string {
	line := fmt.Sprintf("%d %s", n, what)
	if took > 0 {
		line += fmt.Sprintf(", %.0f/s", float64(n)/took.Seconds())
	}
	if done > 0 && done < 1 {
		left := time.Duration(float64(took) * (1 - done) / done)
		line += fmt.Sprintf(", %v left", left.Round(time.Second))
	}
	return line
}
