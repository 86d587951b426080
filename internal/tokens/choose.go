package tokens

import (
	"slices"
	"time"

	"authd/internal/authd"
)

const (
	whyUnset        = "is not set"
	whyOverruled    = "is set, but the deciding one comes first"
	whyCapped       = "is above the limit"
	whyCapUnreached = "is only an upper limit here, and not reached"
	whyShortened    = "is longer than the request asked for"
	whyNotShorter   = "may shorten a lifetime, never lengthen it"
)

// first is the first candidate that is set. When none is, fallback is the
// default of the last one. Candidates after the decider are passed over too
// where they are set, since somebody set them in the belief that they count.
func first[T any](fallback T, candidates ...authd.Value[T]) Choice[T] {
	last := len(candidates) - 1
	c := Choice[T]{Value: fallback, By: candidates[last].At, From: FromDefault}
	for i, v := range candidates {
		switch {
		case v.Set && c.From == FromFile:
			c.pass(Passed{Setting: v.At, Why: whyOverruled})
		case v.Set:
			c.Value, c.By, c.From = v.V, v.At, FromFile
		case i < last && c.From == FromDefault:
			c.pass(Passed{Setting: v.At, Why: whyUnset})
		}
	}
	return c
}

// room is for as many settings as a plan usually passes over, so that the list
// is made once.
const room = 4

func (c *Choice[T]) pass(p Passed) {
	if c.Over == nil {
		c.Over = make([]Passed, 0, room)
	}
	c.Over = append(c.Over, p)
}

// rule is a choice that no setting can change.
func rule[T any](value T, sentence string) Choice[T] {
	return Choice[T]{Value: value, By: authd.Setting{Path: sentence}, From: FromRule}
}

// unless is c where it has the value that a rule demands, and else the rule's,
// with c passed over.
func unless(c Choice[string], demanded, sentence string) Choice[string] {
	if c.Value == demanded {
		return c
	}
	r := rule(demanded, sentence)
	r.Over = slices.Concat(c.Over, []Passed{{Setting: c.By, Why: "has no say: " + sentence}})
	return r
}

// lower lets limit decide where it is below c. The loser joins Over, with the
// reason that fits: beaten for c, idle for limit.
func lower(c, limit Choice[time.Duration], beaten, idle string) Choice[time.Duration] {
	winner, loser, why := c, limit, idle
	if limit.Value < c.Value {
		winner, loser, why = limit, c, beaten
	}
	winner.Over = append(append(c.Over, limit.Over...), passed(loser, why))
	return winner
}

// passed is a lifetime that another one beat.
func passed(c Choice[time.Duration], why string) Passed {
	return Passed{Setting: c.By, From: c.From, Lifetime: c.Value, Why: why}
}
