package refresh

import (
	"errors"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/tokens"
)

// after is noon of a later day.
func after(days int) time.Time { return noon.AddDate(0, 0, days) }

func isInvalid(err error) bool { return errors.Is(err, ErrInvalid) }

// RT-01: after its use, and after the leeway, a token is dead.
func TestRT01_AUsedTokenIsDead(t *testing.T) {
	b := newBench(t)
	first := b.begin(plan())
	b.must(first, plan(), noon)
	b.refused(first, plan(), noon.Add(30*time.Second))
}

// RT-02: whoever comes second ends it for both, whether thief or client, and at
// whichever step the token was stolen.
func TestRT02_ReuseRevokesTheFamily(t *testing.T) {
	for _, step := range []int{0, 1, 5} {
		b := newBench(t)
		stolen := b.begin(plan())
		for range step {
			stolen = b.must(stolen, plan(), noon)
		}
		newest := b.must(stolen, plan(), noon)
		newest = b.must(newest, plan(), noon)
		presented, err := b.Open(t.Context(), newest, "spa", noon)
		if err != nil {
			t.Fatal(err)
		}
		b.refused(stolen, plan(), noon.Add(time.Hour))
		b.refused(newest, plan(), noon.Add(time.Hour))
		if err := b.db.PutFamily(t.Context(), presented.Family, 200); !errors.Is(err, authd.ErrConflict) {
			t.Errorf("the authorization is not revoked, so its access tokens live: %v", err)
		}
		line := b.log.String()
		if !strings.Contains(line, "level=WARN") || !strings.Contains(line, "client_id=spa") || !strings.Contains(line, "email|ann") || !strings.Contains(line, presented.Family.ID) {
			t.Errorf("the log says %q", line)
		}
		if strings.Contains(line, stolen) || strings.Contains(line, newest) {
			t.Error("the log holds a token")
		}
	}
}

// RT-03: what a repeat is given, to the edge of the leeway.
func TestRT03_ARepeatGetsTheSameSuccessor(t *testing.T) {
	b := newBench(t)
	first := b.begin(plan())
	successor := b.must(first, plan(), noon)
	for _, after := range []time.Duration{0, time.Second, 29 * time.Second} {
		if again := b.must(first, plan(), noon.Add(after)); again != successor {
			t.Errorf("after %s another successor", after)
		}
	}
	t.Run("never after the successor was used", func(t *testing.T) {
		b.must(successor, plan(), noon.Add(time.Second))
		b.refused(first, plan(), noon.Add(2*time.Second))
	})
	t.Run("never with a leeway of none", func(t *testing.T) {
		strictly := with(func(p *tokens.RefreshToken) { p.Leeway.Value = 0 })
		first := b.begin(strictly)
		newest := b.must(first, strictly, noon)
		b.refused(first, strictly, noon.Add(-time.Millisecond)) // it read the clock before the winner did
		b.refused(newest, strictly, noon)
	})
	t.Run("never for another client", func(t *testing.T) {
		first := b.begin(plan())
		b.must(first, plan(), noon)
		if _, err := b.Open(t.Context(), first, "other", noon); !isInvalid(err) {
			t.Errorf("got %v", err)
		}
	})
}

// RT-05: another client gets nothing and does nothing to the owner's family.
func TestRT05_ATokenIsItsClientsAlone(t *testing.T) {
	b := newBench(t)
	token := b.begin(plan())
	if _, err := b.Open(t.Context(), token, "other", noon); !isInvalid(err) {
		t.Errorf("opened: %v", err)
	}
	if err := b.Revoke(t.Context(), token, "other", noon); err != nil { // ID-12
		t.Errorf("revoked: %v", err)
	}
	b.must(token, plan(), noon)
}

// RT-09: both ends, to the edge; rotation moves only the idle one.
func TestRT09_RotationDoesNotMoveTheAbsoluteEnd(t *testing.T) {
	b := newBench(t)
	token := b.begin(plan())
	b.refused(token, plan(), after(15))
	for days := 14; days < 30; days += 14 {
		token = b.must(token, plan(), after(days))
	}
	token = b.must(token, plan(), after(30).Add(-time.Second))
	b.refused(token, plan(), after(30))
}

// RT-09: of a changed setting the shorter counts at once, and a longer one never
// moves the end that was fixed at the beginning.
func TestRT09_ChangedLifetimes(t *testing.T) {
	b, day := newBench(t), 24*time.Hour
	longer := with(func(p *tokens.RefreshToken) { p.Lifetime.Value, p.IdleLifetime.Value = 300*day, 300*day })
	endless := static()
	endless.Expiration.Value = tokens.NonExpiring
	for name, row := range map[string]struct {
		begun, now tokens.RefreshToken
		good, bad  time.Duration
	}{
		"shorter":          {longer, plan(), 15*day - time.Second, 15 * day},
		"longer":           {plan(), longer, 15*day - time.Second, 15 * day},
		"an end for none":  {endless, plan(), 15*day - time.Second, 15 * day},
		"none at all":      {endless, endless, 1000 * day, 0},
		"not rotating":     {static(), static(), 15*day - time.Second, 15 * day},
		"none, begun with": {plan(), endless, 15*day - time.Second, 15 * day},
	} {
		t.Run(name, func(t *testing.T) {
			b.must(b.begin(row.begun), row.now, noon.Add(row.good))
			if row.bad != 0 {
				b.refused(b.begin(row.begun), row.now, noon.Add(row.bad))
			}
		})
	}
}

func TestWithoutRotationTheTokenStays(t *testing.T) {
	b := newBench(t)
	token := b.begin(static())
	for days := range 29 {
		if again := b.must(token, static(), after(days)); again != token {
			t.Fatal("it rotated")
		}
	}
	b.refused(token, static(), after(30))
}

// A setting changed while families live: the token at hand goes on either way.
func TestRotationSwitchedOnAndOff(t *testing.T) {
	b := newBench(t)
	first := b.begin(static())
	second := b.must(first, plan(), noon)
	if second == first {
		t.Error("switched on, it does not rotate")
	}
	if again := b.must(second, static(), noon.Add(time.Second)); again != second {
		t.Error("switched off, it rotates")
	}
	b.refused(first, static(), noon.Add(2*time.Second)) // its successor was used
}

func TestID12_Revoke(t *testing.T) {
	b := newBench(t)
	for name, pick := range map[string]func(old, newest string) string{
		"the newest":  func(_, newest string) string { return newest },
		"an old one":  func(old, _ string) string { return old },
		"twice is ok": func(_, newest string) string { return newest },
	} {
		t.Run(name, func(t *testing.T) {
			old := b.begin(plan())
			newest := b.must(old, plan(), noon)
			for range 2 {
				if err := b.Revoke(t.Context(), pick(old, newest), "spa", noon); err != nil {
					t.Fatal(err)
				}
			}
			b.refused(newest, plan(), noon)
			b.refused(old, plan(), noon)
		})
	}
	t.Run("what is no token is no error", func(t *testing.T) {
		for _, text := range []string{"", "x", strings.Repeat("A", 70)} {
			if err := b.Revoke(t.Context(), text, "spa", noon); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// RE-19: sweeping takes nothing that reuse detection needs.
func TestRE19_ReuseIsFoundAfterSweeping(t *testing.T) {
	b := newBench(t)
	first := b.begin(plan())
	newest := b.must(first, plan(), noon)
	for days := 7; days < 30; days += 7 {
		newest = b.must(newest, plan(), after(days))
		if _, err := b.db.DeleteExpired(t.Context(), after(days), 1000); err != nil {
			t.Fatal(err)
		}
	}
	b.refused(first, plan(), after(29))
	b.refused(newest, plan(), after(29))
	if !strings.Contains(b.log.String(), "used again") {
		t.Error("the reuse went unnoticed")
	}
}

func TestATokenNewerThanTheDatabaseIsRefused(t *testing.T) {
	b := newBench(t)
	a := authorization()
	if _, err := b.Begin(t.Context(), a, plan(), noon); err != nil {
		t.Fatal(err)
	}
	newer, err := write(keyed, a.ID, 5)
	if err != nil {
		t.Fatal(err)
	}
	b.refused(newer, plan(), noon)
	if b.log.Len() > 0 {
		t.Errorf("that is no theft: %s", b.log)
	}
}

func TestTK06_ARevokedAuthorizationBeginsNothing(t *testing.T) {
	b := newBench(t)
	a := authorization()
	if err := b.db.RevokeAuthorization(t.Context(), authd.Revocation{Authorization: a, Why: authd.EventTokenRevoked, At: noon, Until: noon.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if token, err := b.Begin(t.Context(), a, plan(), noon); !isInvalid(err) {
		t.Errorf("got %q, %v", token, err)
	}
}

// RT-08: the tokens begun in a session end with it where that is wanted, and no
// others.
func TestRT08_TokensOfASession(t *testing.T) {
	b := newBench(t)
	token := b.begin(plan())
	for _, sid := range []string{"another", "", "sid"} {
		token = b.must(token, plan(), noon)
		if err := b.db.RevokeSession(t.Context(), sid); err != nil {
			t.Fatal(err)
		}
	}
	b.refused(token, plan(), noon)
}

// RT-13: of more than 200 lines with one client the oldest goes.
func TestRT13_TheOldestOfManyGoes(t *testing.T) {
	b := newBench(t)
	var all []string
	for i := range maxFamilies + 1 {
		token, err := b.Begin(t.Context(), authorization(), plan(), noon.Add(time.Duration(i)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, token)
	}
	b.refused(all[0], plan(), noon.Add(time.Hour))
	for _, token := range []string{all[1], all[maxFamilies]} {
		b.must(token, plan(), noon.Add(time.Hour))
	}
}
