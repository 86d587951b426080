package throttle

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"authd/internal/authd"
)

var began = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestALocalAllowsARateAndNoMore(t *testing.T) {
	l := NewLocal([]authd.Rate{{N: 3, Per: 30 * time.Second}, {N: 5, Per: time.Hour}})
	for i := range 3 {
		s := l.Take("a", began)
		if !s.Allowed || s.Remaining != 2-i || s.Rate.N != 3 {
			t.Errorf("%d: %+v", i, s)
		}
	}
	if s := l.Take("a", began); s.Allowed || s.RetryAfter != 10*time.Second || !s.FullAt.Equal(began.Add(30*time.Second)) {
		t.Errorf("one too many: %+v", s)
	}
	if s := l.Take("b", began); !s.Allowed {
		t.Errorf("another key: %+v", s)
	}
	for range 2 {
		if s := l.Take("a", began.Add(time.Minute)); !s.Allowed {
			t.Errorf("a minute later: %+v", s)
		}
	}
	if s := l.Take("a", began.Add(2*time.Minute)); s.Allowed || s.Rate.N != 5 {
		t.Errorf("the hour's rate: %+v", s)
	}
}

func TestALocalWithoutRatesAllowsAll(t *testing.T) {
	l := NewLocal(nil)
	for range 1000 {
		if s := l.Take("a", began); !s.Allowed || s.Rate.N != 0 {
			t.Fatalf("%+v", s)
		}
	}
}

// The memory of a Local is bounded, and a key in use is not forgotten.
func TestALocalForgetsOnlyWhoStaysAway(t *testing.T) {
	l := NewLocal([]authd.Rate{{N: 2, Per: time.Hour}})
	l.Take("busy", began)
	for i := range 2*maxKeys + 10 {
		if i == maxKeys+5 {
			l.Take("busy", began)
		}
		l.Take(fmt.Sprint(i), began)
	}
	if s := l.Take("busy", began); s.Allowed {
		t.Errorf("a busy key was forgotten: %+v", s)
	}
	if len(l.young)+len(l.old) > 2*maxKeys {
		t.Errorf("%d keys are remembered", len(l.young)+len(l.old))
	}
}

func TestALocalJudgesGuesses(t *testing.T) {
	l := NewLocal([]authd.Rate{{N: 3, Per: 30 * time.Second}, {N: 5, Per: time.Hour}})
	asked := 0
	guess := func(right bool, at time.Time) (Standing, bool) {
		return l.Guess("a", at, func() bool { asked++; return right })
	}
	for range 10 {
		if s, right := guess(true, began); !right || s.Remaining != 3 {
			t.Errorf("a right one: %+v, %v", s, right)
		}
	}
	for i := range 3 {
		if s, right := guess(false, began); right || !s.Allowed || s.Remaining != 2-i {
			t.Errorf("wrong one %d: %+v, %v", i, s, right)
		}
	}
	asked = 0
	if s, right := guess(true, began); right || s.Allowed || s.RetryAfter != 10*time.Second || asked != 0 {
		t.Errorf("over the limit: %+v, %v, asked %d times", s, right, asked)
	}
	guess(false, began.Add(time.Minute))
	guess(false, began.Add(time.Minute))
	if s, _ := guess(false, began.Add(2*time.Minute)); s.Allowed || s.Rate.N != 5 {
		t.Errorf("the hour's rate: %+v", s)
	}
}

// NW-08: a million addresses cost what fifty thousand do, and whoever guesses goes on
// being counted among them.
func TestNW08_MemoryIsBounded(t *testing.T) {
	l := NewLocal([]authd.Rate{{N: 1, Per: time.Hour}})
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l.Take("guesser", now)
	for i := range 1_000_000 {
		l.Take(strconv.Itoa(i), now)
		if i%20_000 == 0 && l.Take("guesser", now).Allowed {
			t.Fatal("who comes again and again was forgotten")
		}
	}
	if n := len(l.young) + len(l.old); n > 2*maxKeys {
		t.Errorf("%d keys are held", n)
	}
}
