package throttle

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"authd/internal/authd"
)

// maxKeys bounds the memory of a Local: keys not seen while as many others were
// are forgotten.
const maxKeys = 50_000

// A Local counts in this process alone, for what happens too often to be written
// down each time. Several instances allow as many times more.
type Local struct {
	rates []authd.Rate
	mu    sync.Mutex
	young map[string][]*rate.Limiter
	old   map[string][]*rate.Limiter
}

// NewLocal makes a Local that holds each key to all rates; none means no limit.
func NewLocal(rates []authd.Rate) *Local {
	return &Local{rates: rates, young: map[string][]*rate.Limiter{}}
}

// A Standing is how a key stands under the rate it is nearest to use up.
type Standing struct {
	Allowed    bool
	Rate       authd.Rate
	Remaining  int
	RetryAfter time.Duration // until one more is allowed, whole seconds, 1 at least; 0 where Allowed
	FullAt     time.Time     // when all of Rate.N are there again
}

// Take takes one slot of key in every rate, or none. Without rates it is
// allowed, with a zero Rate.
func (l *Local) Take(key string, now time.Time) Standing {
	l.mu.Lock()
	defer l.mu.Unlock()
	buckets := l.buckets(key)
	scarce := l.scarcest(buckets, now)
	if !scarce.Allowed {
		return scarce
	}
	return take(buckets, scarce, now)
}

// Guess asks right whether a guess at key is, and takes a slot if it is not. A key
// that has used up a rate is refused without asking. Guesses are judged one after
// the other, so that no more than N are wrong however many come at once; right
// must be quick.
func (l *Local) Guess(key string, now time.Time, right func() bool) (Standing, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	buckets := l.buckets(key)
	scarce := l.scarcest(buckets, now)
	if !scarce.Allowed || right() {
		return scarce, scarce.Allowed
	}
	return take(buckets, scarce, now), false
}

// scarcest is the standing under the rate that is nearest to be used up.
func (l *Local) scarcest(buckets []*rate.Limiter, now time.Time) Standing {
	scarce := Standing{Allowed: true, Remaining: math.MaxInt}
	for i, b := range buckets {
		if s := standing(l.rates[i], b, now); s.Remaining < scarce.Remaining {
			scarce = s
		}
	}
	return scarce
}

func take(buckets []*rate.Limiter, s Standing, now time.Time) Standing {
	for _, b := range buckets {
		b.AllowN(now, 1)
	}
	s.Remaining--
	return s
}

func standing(r authd.Rate, b *rate.Limiter, now time.Time) Standing {
	tokens := b.TokensAt(now)
	each := r.Per / time.Duration(r.N)
	s := Standing{Allowed: tokens >= 1, Rate: r, Remaining: max(0, int(tokens))}
	s.FullAt = now.Add(time.Duration((float64(r.N) - tokens) * float64(each)))
	if !s.Allowed {
		wait := time.Duration((1 - tokens) * float64(each))
		s.RetryAfter = max(time.Second, (wait + time.Second - 1).Truncate(time.Second))
	}
	return s
}

// buckets finds a key's, or makes them. Whoever holds l.mu may call it.
func (l *Local) buckets(key string) []*rate.Limiter {
	if found, is := l.young[key]; is {
		return found
	}
	if len(l.young) >= maxKeys {
		l.old, l.young = l.young, map[string][]*rate.Limiter{}
	}
	found, is := l.old[key]
	if !is {
		for _, r := range l.rates {
			found = append(found, rate.NewLimiter(rate.Every(r.Per/time.Duration(r.N)), r.N))
		}
	}
	l.young[key] = found
	return found
}
