package chaos

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"authd/internal/rig"
)

const racers = 10

// RC-01, RC-04: of many who use one code or refresh token at once, at two instances
// on one PostgreSQL or at one on SQLite, one wins. With a code it may be none: who
// comes second ends what the first is just being given.
func TestRC01_RacingRedemptions(t *testing.T) {
	mails := newSink(t)
	entry := freePort(t)
	rounds := scaled(50, 2500) // of racers codes and racers refresh tokens, on each store
	for name, setup := range map[string]rig.Setup{"sqlite": onSQLite(t, entry, mails.Address), "postgres": onPostgres(t, entry, mails.Address)} {
		t.Run(name, func(t *testing.T) {
			servers := []*rig.Process{start(t, setup, "one", entry)}
			if setup.Driver == "postgres" {
				servers = append(servers, start(t, setup, "two", ""))
			}
			race(t, setup, servers, rounds)
			for _, p := range servers {
				if err := p.Stop(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func race(t *testing.T, setup rig.Setup, servers []*rig.Process, rounds int) {
	t.Helper()
	ctx := t.Context()
	person := rig.NewPerson(setup.Issuer, 0, http.DefaultTransport)
	if _, err := person.Login(ctx, rig.Ask()); err != nil {
		t.Fatal(err)
	}
	var at []*rig.Person
	for i := range racers {
		at = append(at, rig.NewPerson(setup.Issuer, 0, through(servers[i%len(servers)])))
	}
	tried := 0
	for range rounds {
		a, err := person.Get(ctx, rig.AskCode())
		if err != nil || a.Values().Get("code") == "" {
			t.Fatalf("no code: %v, %v", a.Location, err)
		}
		code := a.Values().Get("code")
		if won, told := raceAt(t, at, func(p *rig.Person) (rig.Set, error) { return p.Redeem(ctx, code) }); won > 1 {
			t.Errorf("%d redeemed one code: %v", won, told)
		}
		// Another code, since a race ends what came of the first.
		a, err = person.Get(ctx, rig.AskCode())
		if err != nil {
			t.Fatal(err)
		}
		set, err := person.Redeem(ctx, a.Values().Get("code"))
		if err != nil || set.Refresh == "" {
			t.Fatalf("no refresh token: %v, %v", set.Error, err)
		}
		if won, told := raceAt(t, at, func(p *rig.Person) (rig.Set, error) { return p.Renew(ctx, set.Refresh) }); won != 1 {
			t.Errorf("%d used one refresh token: %v", won, told)
		}
		tried += 2 * racers
	}
	t.Logf("%d racing redemptions at %d instances", tried, len(servers))
}

// raceAt lets all try at once, and says how many got tokens and what the others were
// told, which must be invalid_grant.
func raceAt(t *testing.T, all []*rig.Person, try func(*rig.Person) (rig.Set, error)) (int, map[string]int) {
	t.Helper()
	var ready, done sync.WaitGroup
	answers := make(chan rig.Set, len(all))
	ready.Add(len(all))
	for _, p := range all {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			set, err := try(p)
			if err != nil || set.Access == "" && set.Error != "invalid_grant" {
				t.Errorf("a loser was told %d %s, %v", set.Status, set.Error, err)
			}
			answers <- set
		})
	}
	done.Wait()
	close(answers)
	won, told := 0, map[string]int{}
	for set := range answers {
		if told[set.Error]++; set.Access != "" {
			won++
		}
	}
	return won, told
}

// through sends requests for the issuer to one server.
func through(p *rig.Process) http.RoundTripper {
	to := http.DefaultTransport.(*http.Transport).Clone()
	to.MaxIdleConnsPerHost = racers
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.Host, r.URL.Host = r.URL.Host, p.Listen
		return to.RoundTrip(r)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// RC-09, UP-03: five servers that are started at once on an empty database make
// its tables and its keys once.
func TestUP03_FiveStartAtOnce(t *testing.T) {
	mails := newSink(t)
	setup := onPostgres(t, freePort(t), mails.Address)
	processes := make([]*rig.Process, 5)
	var all sync.WaitGroup
	for i := range processes {
		all.Go(func() {
			p, err := setup.Start(t.Context(), binary, "authd"+string(rune('a'+i)), "")
			if err != nil {
				t.Error(err)
				return
			}
			processes[i] = p
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	first := keysOf(t, setup, processes[0])
	for _, p := range processes {
		if keys := keysOf(t, setup, p); keys != first {
			t.Errorf("two servers publish different keys:\n%s\n%s", first, keys)
		}
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	}
}

func keysOf(t *testing.T, setup rig.Setup, p *rig.Process) string {
	t.Helper()
	a, err := rig.NewPerson(setup.Issuer, 0, through(p)).Get(context.WithoutCancel(t.Context()), ".well-known/jwks.json")
	if err != nil || a.Status != http.StatusOK {
		t.Fatalf("keys: %d %v", a.Status, err)
	}
	return a.Body
}
