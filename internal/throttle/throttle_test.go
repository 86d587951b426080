package throttle

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"authd/internal/authd"
)

// The package's promise: N times in any span of Per, however the requests fall.
// And not much less: who asks again a sixth later than Per goes on.
func TestNeverMoreThanNInAnySpan(t *testing.T) {
	rates := []authd.Rate{{N: 1, Per: 30 * time.Second}, {N: 5, Per: time.Hour}, {N: 20, Per: 24 * time.Hour}, {N: 3, Per: time.Second}, {N: 7, Per: 101 * time.Millisecond}}
	random := rand.New(rand.NewPCG(1, 2))
	for _, rate := range rates {
		t.Run(rate.Per.String(), func(t *testing.T) {
			l, _ := newLimiter()
			now := start
			var done []time.Time
			for range 3000 {
				now = now.Add(time.Duration(random.Int64N(int64(rate.Per) / int64(rate.N))))
				if _, err := l.Take(t.Context(), now, ask(rate)); err == nil {
					done = append(done, now)
				}
			}
			for i := rate.N; i < len(done); i++ {
				if span := done[i].Sub(done[i-rate.N]); span < rate.Per {
					t.Fatalf("%d times in %s", rate.N+1, span)
				}
			}
			if least := int(now.Sub(start) / (rate.Per*7/6 + rate.Per/time.Duration(rate.N))); len(done) < least {
				t.Errorf("%d times in %s, want at least %d", len(done), now.Sub(start), least)
			}
		})
	}
}

// PL-22: the default limits on resending, by time travel.
func TestPL22_ResendLimits(t *testing.T) {
	l, _ := newLimiter()
	resend := ask(authd.Rate{N: 1, Per: 30 * time.Second}, authd.Rate{N: 5, Per: time.Hour}, authd.Rate{N: 20, Per: 24 * time.Hour})
	var sent []time.Time
	for now := start; now.Before(start.Add(48 * time.Hour)); now = now.Add(10 * time.Second) {
		if _, err := l.Take(t.Context(), now, resend); err == nil {
			sent = append(sent, now)
		}
	}
	for _, rate := range resend.Rates {
		for i := rate.N; i < len(sent); i++ {
			if span := sent[i].Sub(sent[i-rate.N]); span < rate.Per {
				t.Errorf("%d mails in %s", rate.N+1, span)
			}
		}
	}
	if len(sent) < 35 || len(sent) > 40 {
		t.Errorf("%d mails in two days, want nearly 40", len(sent))
	}
}

func TestRetryAfterIsWhenTheNextSlotIsFree(t *testing.T) {
	for _, rate := range []authd.Rate{{N: 1, Per: 30 * time.Second}, {N: 5, Per: time.Hour}, {N: 10, Per: 24 * time.Hour}} {
		t.Run(rate.Per.String(), func(t *testing.T) {
			l, _ := newLimiter()
			now := start
			var exceeded *Exceeded
			for {
				_, err := l.Take(t.Context(), now, ask(rate))
				if errors.As(err, &exceeded) {
					break
				}
				now = now.Add(rate.Per / time.Duration(2*rate.N))
			}
			if exceeded.RetryAfter <= 0 || exceeded.RetryAfter > rate.Per*7/6+time.Second {
				t.Errorf("wait %s for %d in %s", exceeded.RetryAfter, rate.N, rate.Per)
			}
			if _, err := l.Take(t.Context(), now.Add(exceeded.RetryAfter-time.Second-1), ask(rate)); err == nil {
				t.Errorf("a slot was free before the %s said", exceeded.RetryAfter)
			}
			if _, err := l.Take(t.Context(), now.Add(exceeded.RetryAfter), ask(rate)); err != nil {
				t.Errorf("after the %s said: %v", exceeded.RetryAfter, err)
			}
		})
	}
}

// PL-23: who is refused and keeps trying does not lock the owner out longer.
func TestPL23_RefusedAttemptsDoNotProlongTheWait(t *testing.T) {
	l, _ := newLimiter()
	rate := authd.Rate{N: 3, Per: time.Hour}
	for now := start; now.Before(start.Add(70 * time.Minute)); now = now.Add(time.Second) {
		_, err := l.Take(t.Context(), now, ask(rate))
		if taken := err == nil; taken && now.Sub(start) >= 3*time.Second {
			return
		}
	}
	t.Error("no slot within 70 minutes of being asked every second")
}

func TestARefusalGivesBackEverySlotTaken(t *testing.T) {
	l, c := newLimiter()
	wide, narrow := authd.Rate{N: 9, Per: time.Hour}, authd.Rate{N: 1, Per: time.Minute}
	other := Ask{Rule: "limits.code.wrong_per_ip", Key: "192.0.2.1", Rates: []authd.Rate{wide}}
	for range 5 {
		_, err := l.Take(t.Context(), start, other, ask(wide, narrow))
		var exceeded *Exceeded
		if errors.As(err, &exceeded) && (exceeded.Rule != "limits.code.wrong_per_address" || exceeded.Rate != narrow) {
			t.Errorf("refused by %v", exceeded)
		}
	}
	if total := c.total(); total != 3 {
		t.Errorf("%d slots are taken, want the 3 of the one that went through", total)
	}
}

func TestGiveBackFinishesAfterTheRequestIsGone(t *testing.T) {
	l, c := newLimiter()
	ctx, cancel := context.WithCancel(t.Context())
	slot, err := l.Take(ctx, start, ask(authd.Rate{N: 1, Per: time.Hour}))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := slot.GiveBack(ctx); err != nil || c.total() != 0 {
		t.Errorf("%d slots are taken, %v", c.total(), err)
	}
}

// RC-08: of many at once no more than N go on.
func TestRC08_ManyAtOnce(t *testing.T) {
	l, _ := newLimiter()
	var group sync.WaitGroup
	var mutex sync.Mutex
	done := 0
	for range 200 {
		group.Go(func() {
			if _, err := l.Take(t.Context(), start, ask(authd.Rate{N: 10, Per: time.Hour})); err == nil {
				mutex.Lock()
				done++
				mutex.Unlock()
			}
		})
	}
	group.Wait()
	if done != 10 {
		t.Errorf("%d went on, want 10", done)
	}
}

func TestWhatCannotBeCountedIsNotDone(t *testing.T) {
	l, c := newLimiter()
	c.down = true
	_, err := l.Take(t.Context(), start, ask(authd.Rate{N: 10, Per: time.Hour}))
	var exceeded *Exceeded
	if !errors.Is(err, errDown) || errors.As(err, &exceeded) {
		t.Errorf("got %v", err)
	}
}

func TestNoRatesIsNoLimit(t *testing.T) {
	l, c := newLimiter()
	slot, err := l.Take(t.Context(), start, ask())
	if err != nil || slot.GiveBack(t.Context()) != nil || c.deeds != 0 {
		t.Errorf("%v after %d deeds", err, c.deeds)
	}
}

func TestTheDatabaseHoldsNoAddresses(t *testing.T) {
	l, c := newLimiter()
	if _, err := l.Take(t.Context(), start, ask(authd.Rate{N: 1, Per: time.Hour})); err != nil {
		t.Fatal(err)
	}
	for key := range c.buckets {
		if strings.Contains(key, "ada") || strings.Contains(key, "limits") || len(key) != 64 {
			t.Errorf("a key is %q", key)
		}
	}
}

func TestRulesRatesAndKeysCountApart(t *testing.T) {
	l, c := newLimiter()
	hour, day := authd.Rate{N: 1, Per: time.Hour}, authd.Rate{N: 1, Per: 24 * time.Hour}
	asks := []Ask{
		{"a", "x", []authd.Rate{hour, day}},
		{"b", "x", []authd.Rate{hour}},
		{"a", "y", []authd.Rate{hour}},
	}
	if _, err := l.Take(t.Context(), start, asks...); err != nil {
		t.Fatal(err)
	}
	if len(c.buckets) != 4 {
		t.Errorf("%d keys, want 4", len(c.buckets))
	}
}

// Who is over the limit and goes on asking must not keep writers busy: a refusal
// only looks.
func TestARefusalWritesNothing(t *testing.T) {
	l, c := newLimiter()
	wide, narrow := authd.Rate{N: 9, Per: time.Hour}, authd.Rate{N: 1, Per: time.Hour}
	other := Ask{Rule: "limits.code.wrong_per_ip", Key: "192.0.2.1", Rates: []authd.Rate{wide}}
	if _, err := l.Take(t.Context(), start, other, ask(narrow)); err != nil {
		t.Fatal(err)
	}
	before := c.changes
	for range 100 {
		if _, err := l.Take(t.Context(), start, other, ask(narrow)); err == nil {
			t.Fatal("it was let through")
		}
	}
	if c.changes != before {
		t.Errorf("a hundred refusals wrote %d times", c.changes-before)
	}
}
