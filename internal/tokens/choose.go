package tokens

import (
	"time"

	"authd/internal/authd"
)

const (
	whyUnset        = "is not set"
	whyCapped       = "is above the limit"
	whyCapUnreached = "is only an upper limit here, and not reached"
	whyShortened    = "is longer than the request asked for"
	whyNotShorter   = "may shorten a lifetime, never lengthen it"
)

// first is the first candidate that is set. When none is, fallback is the
// default of the last one.
func first[T any](fallback T, candidates ...authd.Value[T]) Choice[T] {
	last := len(candidates) - 1
	var over []Passed
	for i, v := range candidates {
		if v.Set {
			return Choice[T]{Value: v.V, By: v.At, From: FromFile, Over: over}
		}
		if i < last {
			over = append(over, Passed{Setting: v.At, Why: whyUnset})
		}
	}
	return Choice[T]{Value: fallback, By: candidates[last].At, From: FromDefault, Over: over}
}

// rule is a choice that no setting can change.
func rule[T any](value T, sentence string) Choice[T] {
	return Choice[T]{Value: value, By: authd.Setting{Path: sentence}, From: FromRule}
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
