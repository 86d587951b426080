package auth0import

import (
	"math"
	"time"

	"authd/internal/auth0import/export"
	"authd/internal/auth0import/report"
	"authd/internal/config/document"
)

const (
	day = 24 * time.Hour

	// longest is the longest lifetime a configuration may have.
	longest = 100 * 365 * day
)

// A clock is a number in the export that counts time.
type clock struct {
	in    export.Value
	key   string
	unit  time.Duration
	usual time.Duration // Auth0's default
}

// read returns what the clock says, and whether it says anything that is a
// lifetime of whole seconds.
func (p *planner) read(c clock) (time.Duration, bool) {
	n, said := c.in.Number(c.key)
	if !said {
		return c.usual, false
	}
	seconds := math.Round(n * c.unit.Seconds())
	if seconds < 1 || seconds > longest.Seconds() {
		p.changed(c.in.Path()+"."+c.key, "%v is no lifetime between a second and 100 years; Auth0's default of %s counts", n, report.Span(c.usual))
		return c.usual, false
	}
	return time.Duration(seconds) * time.Second, true
}

// carry writes the clock down as setting, unchanged.
func (p *planner) carry(setting string, c clock) document.Lifetime {
	d, said := p.read(c)
	p.Report.Lifetimes = append(p.Report.Lifetimes, report.Lifetime{Setting: setting, Before: report.Span(d), Said: said, After: report.Span(d)})
	return document.Lifetime(d)
}

// carryUpTo is carry for a setting that has a limit here.
func (p *planner) carryUpTo(setting string, limit time.Duration, c clock, why string) document.Lifetime {
	l := p.carry(setting, c)
	if time.Duration(l) <= limit {
		return l
	}
	row := &p.Report.Lifetimes[len(p.Report.Lifetimes)-1]
	row.After, row.Why = report.Span(limit), why
	return document.Lifetime(limit)
}
