package main

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"time"

	"authd/internal/authd"
)

const (
	eventsPage  = 500         // events read at once
	followEvery = time.Second // how often --follow looks for new ones
	// eventsLate is how much later than its time an event may be seen first: it
	// has the time of its request, and is seen when its transaction has ended.
	eventsLate = time.Minute
)

// Events finds events of the audit log, oldest first.
type Events interface {
	Events(ctx context.Context, q authd.EventQuery) ([]authd.Event, error)
}

// A tail prints each event once, as a line of JSON.
type tail struct {
	from  Events
	query authd.EventQuery
	out   *json.Encoder
	seen  map[string]time.Time // what was printed of late, by id
	last  time.Time            // of the newest among them
}

func newTail(from Events, query authd.EventQuery, out io.Writer) *tail {
	t := &tail{from: from, query: query, out: json.NewEncoder(out), seen: map[string]time.Time{}}
	t.out.SetEscapeHTML(false)
	return t
}

// follow prints until ctx ends, at each tick what is new.
func (t *tail) follow(ctx context.Context, tick <-chan time.Time) error {
	for {
		if err := t.print(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick:
			t.again()
		}
	}
}

// again begins anew, where an event that comes late can stand.
func (t *tail) again() {
	t.query.After = ""
	if from := t.last.Add(-eventsLate); from.After(t.query.Since) {
		t.query.Since = from
	}
}

// print prints what there is and was not printed yet.
func (t *tail) print(ctx context.Context) error {
	for {
		events, err := t.from.Events(ctx, t.query)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := t.once(e); err != nil {
				return err
			}
		}
		maps.DeleteFunc(t.seen, func(_ string, at time.Time) bool { return at.Before(t.last.Add(-eventsLate)) })
		if len(events) < t.query.Limit {
			return nil
		}
	}
}

func (t *tail) once(e authd.Event) error {
	t.query.After = e.ID
	if _, printed := t.seen[e.ID]; printed {
		return nil
	}
	t.seen[e.ID] = e.At
	if e.At.After(t.last) {
		t.last = e.At
	}
	return t.out.Encode(e)
}
