package report

import (
	"encoding/json"
	"time"

	"authd/internal/auth0import/export"
)

// A Report says what became of an export.
type Report struct {
	Problems  []export.Problem `json:"problems,omitempty"` // what could not be read
	Carried   []Item           `json:"carried_over"`
	Changed   []Item           `json:"changed"`
	FillIn    []Item           `json:"to_fill_in"`
	Contested []Item           `json:"contested"` // said twice; the first one counts
	Left      []Item           `json:"no_equivalent"`
	Lifetimes []Lifetime       `json:"lifetimes"`
}

// Empty is a report of nothing, in which every list is one in JSON too.
func Empty() Report {
	return Report{Carried: []Item{}, Changed: []Item{}, FillIn: []Item{}, Contested: []Item{}, Left: []Item{}, Lifetimes: []Lifetime{}}
}

// An Item is one line of a Report.
type Item struct {
	What string `json:"what"` // a setting, here or there
	Text string `json:"text"`
}

// A Lifetime is one clock, at Auth0 and here.
type Lifetime struct {
	Setting string `json:"setting"` // here
	Before  Span   `json:"before"`
	Said    bool   `json:"in_export"` // otherwise Before is Auth0's default
	After   Span   `json:"after"`
	Why     string `json:"why,omitempty"` // it is another one
}

// A Span is a length of time, or Endless.
type Span time.Duration

// Endless has no end.
const Endless Span = -1

// MarshalJSON writes seconds, and null for no end.
func (s Span) MarshalJSON() ([]byte, error) {
	if s == Endless {
		return []byte("null"), nil
	}
	return json.Marshal(int64(time.Duration(s) / time.Second))
}
