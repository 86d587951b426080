package keys

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// A verifier keeps the JWKS for ten hours and does not ask again when it meets a
// kid it does not know: the worst there is.
type verifier struct {
	known   jwk.Set
	fetched time.Time
}

func (v *verifier) knows(token []byte, r *Ring, now time.Time) bool {
	if v.known == nil || now.Sub(v.fetched) >= 10*time.Hour {
		v.known, _ = jwk.Parse(r.JWKS().Body)
		v.fetched = now
	}
	_, err := jws.Verify(token, jws.WithKeySet(v.known))
	return err == nil
}

type issued struct {
	token []byte
	at    time.Time
}

// JW-04: three rotations, two instances, tokens of 24 hours. The settings are
// told apart from ones that must fail, so that the simulation proves something.
func TestJW04_NoVerifierMeetsAnUnknownKey(t *testing.T) {
	tests := []struct {
		name          string
		ahead, retain time.Duration
		fails         bool
	}{
		{"published a day ahead and kept for the tokens' life and the cache's", 24 * time.Hour, 25 * time.Hour, false},
		{"published too late", 0, 25 * time.Hour, true},
		{"dropped too early", 24 * time.Hour, time.Hour, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := options()
			o.RotateEvery, o.PublishAhead, o.Retain = 6*time.Hour, test.ahead, test.retain
			if failures := simulate(t, o, tick); (failures > 0) != test.fails {
				t.Errorf("%d tokens were not verified", failures)
			}
		})
	}
}

// JW-04: so it is by command, although an operator without patience rotates as often
// as the command lets them. Nothing rotates by itself meanwhile.
func TestJW04_RotationsByCommand(t *testing.T) {
	for _, test := range []struct {
		name  string
		ahead time.Duration
		fails bool
	}{
		{"published a day ahead", 24 * time.Hour, false},
		{"published too late", 3 * time.Hour, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := options()
			o.RotateEvery, o.PublishAhead, o.Retain = 1000*time.Hour, test.ahead, 25*time.Hour
			if failures := simulate(t, o, impatient); (failures > 0) != test.fails {
				t.Errorf("%d tokens were not verified", failures)
			}
		})
	}
}

// impatient is tick after authd keys rotate, which may come too soon.
func impatient(t *testing.T, r *Ring, now time.Time) {
	t.Helper()
	var soon *TooSoonError
	if err := r.Rotate(t.Context(), now); err != nil && !errors.As(err, &soon) {
		t.Fatal(err)
	}
	tick(t, r, now)
}

// simulate runs two instances for four days and a bit, in which at least three
// rotations begin and end, and counts the times a live token was not verified. Each
// hour an instance has its turn.
func simulate(t *testing.T, o Options, turn func(*testing.T, *Ring, time.Time)) int {
	s, v, failures := &memoryStore{}, &verifier{}, 0
	instances := []*Ring{open(t, s, o, start), open(t, s, o, start)}
	signers := map[string]bool{}
	var live []issued
	for hour := range 100 {
		now := start.Add(time.Duration(hour) * time.Hour)
		r := instances[hour%2] // the other one lags behind
		turn(t, r, now)
		for _, r := range instances {
			live = append(live, sign(t, r, now))
			signers[kid(r, "RS256", Current)] = true
		}
		live = slices.DeleteFunc(live, func(i issued) bool { return now.Sub(i.at) >= 24*time.Hour })
		for _, i := range live {
			if !v.knows(i.token, r, now) {
				failures++
			}
		}
	}
	if rotations := len(signers) - 1; rotations < 3 {
		t.Errorf("%d rotations were simulated, want 3 or more", rotations)
	}
	return failures
}

func named(kid string) jws.Headers {
	h := jws.NewHeaders()
	if err := h.Set(jws.KeyIDKey, kid); err != nil {
		panic(err)
	}
	return h
}

func sign(t *testing.T, r *Ring, now time.Time) issued {
	t.Helper()
	k, err := r.SigningKey("RS256")
	if err != nil {
		t.Fatal(err)
	}
	token, err := jws.Sign([]byte("{}"), jws.WithKey(jwa.RS256, k.Private, jws.WithProtectedHeaders(named(k.ID))))
	if err != nil {
		t.Fatal(err)
	}
	return issued{token, now}
}

// RC-09, JW-05: five instances that start and rotate in the same moment make one
// ring and one rotation, and never sign with a key another one has not published.
func TestRC09_FiveInstances(t *testing.T) {
	s, o := &memoryStore{}, options()
	instances := make([]*Ring, 5)
	for i := range instances {
		instances[i] = newRing(s, o)
	}
	at := func(now time.Time, do func(*Ring) error) {
		var all sync.WaitGroup
		gate := make(chan struct{})
		for _, r := range instances {
			all.Go(func() {
				<-gate
				if err := do(r); err != nil {
					t.Errorf("at %v: %v", now, err)
				}
			})
		}
		close(gate)
		all.Wait()
	}

	at(start, func(r *Ring) error { return r.start(t.Context(), start) })
	expectOneRing(t, instances, s, 1)
	next, due := kid(instances[0], "RS256", Next), start.Add(o.RotateEvery)
	at(due, func(r *Ring) error {
		expectPublished(t, r, instances)
		return r.Tick(t.Context(), due)
	})
	expectOneRing(t, instances, s, 2)
	if got := kid(instances[0], "RS256", Current); got != next {
		t.Errorf("%s signs, want %s, which had been published", got, next)
	}
}

func expectOneRing(t *testing.T, instances []*Ring, s *memoryStore, version int64) {
	t.Helper()
	for i, r := range instances {
		if !slices.Equal(r.List(), instances[0].List()) {
			t.Errorf("instance %d holds %+v, instance 0 %+v", i, r.List(), instances[0].List())
		}
	}
	if s.version != version {
		t.Errorf("the ring was kept %d times, want %d", s.version, version)
	}
}

// expectPublished looks at r in the middle of what the others do.
func expectPublished(t *testing.T, r *Ring, instances []*Ring) {
	k, err := r.SigningKey("RS256")
	if err != nil {
		t.Error(err)
		return
	}
	for i, other := range instances {
		if _, ok := other.VerificationKeys().LookupKeyID(k.ID); !ok {
			t.Errorf("instance %d does not publish the key another one signs with", i)
		}
	}
}

// A clock that runs behind must not make keys of the future vanish.
func TestTick_ClockBehind(t *testing.T) {
	s, o := &memoryStore{}, options()
	r := open(t, s, o, start)
	tick(t, r, start.Add(o.RotateEvery))
	tick(t, r, start)
	if len(r.List()) != 3 || s.version != 2 {
		t.Errorf("got %+v at version %d, want the ring as it was", r.List(), s.version)
	}
}
