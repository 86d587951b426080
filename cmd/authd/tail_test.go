package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
)

var tailNoon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// eventLog is an audit log whose events come to be seen in any order. It counts
// what it was asked for.
type eventLog struct {
	events []authd.Event
	read   int
}

func (l *eventLog) add(seconds ...int) {
	for _, s := range seconds {
		at := tailNoon.Add(time.Duration(s) * time.Second)
		l.events = append(l.events, authd.Event{ID: fmt.Sprintf("%04d", s), At: at})
	}
	slices.SortFunc(l.events, func(a, b authd.Event) int { return strings.Compare(a.ID, b.ID) })
}

func (l *eventLog) Events(_ context.Context, q authd.EventQuery) ([]authd.Event, error) {
	var page []authd.Event
	for _, e := range l.events {
		if e.ID > q.After && !e.At.Before(q.Since) && len(page) < q.Limit {
			page = append(page, e)
		}
	}
	l.read += len(page)
	return page, nil
}

// Each event is printed once, also one that is seen after a later one, and what
// is long past is not read again and again.
func TestTailPrintsEachEventOnce(t *testing.T) {
	log, out := &eventLog{}, &strings.Builder{}
	tail := newTail(log, authd.EventQuery{Limit: 2}, out)
	for _, more := range [][]int{{1, 2, 3, 4, 5}, {10, 12}, {11}, {100}, {50, 101}, nil} {
		log.add(more...)
		if err := tail.print(t.Context()); err != nil {
			t.Fatal(err)
		}
		tail.again()
	}
	log.read = 0
	if err := tail.print(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		got = append(got, line[7:11])
	}
	if want := "0001 0002 0003 0004 0005 0010 0012 0011 0100 0050 0101"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if log.read != 3 {
		t.Errorf("%d events were read again, want those of the last minute", log.read)
	}
}

// --follow goes on until it is stopped, which is no failure.
func TestTailFollowsUntilItIsStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	tick, ended := make(chan time.Time), make(chan error)
	go func() {
		ended <- newTail(&eventLog{}, authd.EventQuery{Limit: 2}, &strings.Builder{}).follow(ctx, tick)
	}()
	tick <- tailNoon
	tick <- tailNoon
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
