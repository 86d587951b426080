package refresh

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"authd/internal/store"
	"authd/internal/store/storetest"
	"authd/internal/tokens"
)

// A line is what a family is, said as simply as can be: the tokens handed out in
// order, and until when the newest is good.
type line struct {
	tokens  []string
	begun   time.Time
	rotated time.Time // when the newest was made
	used    time.Time // when any was used last
	dead    bool
}

// present says what must come of presenting token i, and goes on from there.
// Whether the answer is a new text is for the caller to see.
func (l *line) present(i int, p tokens.RefreshToken, now time.Time) (good, fresh bool) {
	newest := len(l.tokens) - 1
	switch {
	case l.dead, !now.Before(l.begun.Add(p.Lifetime.Value)), !now.Before(l.used.Add(p.IdleLifetime.Value)):
		return false, false
	case i == newest && p.Rotation.Value == tokens.Rotating:
		l.used, l.rotated = now, now
		return true, true
	case i == newest:
		l.used = now
		return true, false
	case i == newest-1 && l.used.Equal(l.rotated) && now.Before(l.rotated.Add(p.Leeway.Value)):
		return true, false
	}
	l.dead = true
	return false, false
}

// QA-04: whatever is done in whatever order, families behave as the model does,
// on both databases.
func TestQA04_ModelOfFamilies(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			for seed := range uint64(30) {
				t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { walk(t, db, seed) })
			}
		})
	}
}

func walk(t *testing.T, db *store.DB, seed uint64) {
	b, dice := benchOver(t, db), rand.New(rand.NewPCG(seed, 4))
	// To the millisecond, which is what the stores keep and the model must agree with.
	now := noon.Truncate(time.Millisecond)
	l := &line{dead: true}
	for step := range 60 {
		if l.dead {
			token, err := b.Begin(t.Context(), authorization(), plan(), now)
			if err != nil {
				t.Fatal(err)
			}
			l = &line{tokens: []string{token}, begun: now, rotated: now, used: now}
		}
		now = now.Add(pause(dice))
		p := plan()
		if dice.IntN(5) == 0 {
			p = static()
		}
		switch dice.IntN(20) {
		case 0:
			if _, err := db.DeleteExpired(t.Context(), now, 1000); err != nil {
				t.Fatal(err)
			}
		case 1:
			l.revoke(t, b, dice, now)
		default:
			l.step(t, b, dice, p, now, step)
		}
	}
}

// pause is mostly short against the leeway and seldom long against a lifetime.
func pause(dice *rand.Rand) time.Duration {
	unit := []time.Duration{time.Millisecond, time.Second, 15 * time.Second, time.Minute, 24 * time.Hour}[dice.IntN(5)]
	return time.Duration(dice.IntN(3)) * unit
}

func (l *line) step(t *testing.T, b bench, dice *rand.Rand, p tokens.RefreshToken, now time.Time, step int) {
	t.Helper()
	i := len(l.tokens) - 1 - min(dice.IntN(8)/5*dice.IntN(3), len(l.tokens)-1)
	got, err := b.redeem(l.tokens[i], p, now)
	good, fresh := l.present(i, p, now)
	switch {
	case err != nil && !isInvalid(err):
		t.Fatal(err)
	case good != (err == nil):
		t.Fatalf("step %d, token %d of %d: %v, want good %t", step, i, len(l.tokens), err, good)
	case fresh:
		l.tokens = append(l.tokens, got)
	case good && got != l.tokens[len(l.tokens)-1]:
		t.Fatalf("step %d, token %d of %d: a branch", step, i, len(l.tokens))
	}
}

// revoke uses any token of the line, seldom: most lines should live on.
func (l *line) revoke(t *testing.T, b bench, dice *rand.Rand, now time.Time) {
	t.Helper()
	if dice.IntN(3) > 0 {
		return
	}
	if err := b.Revoke(t.Context(), l.tokens[dice.IntN(len(l.tokens))], "spa", now); err != nil {
		t.Fatal(err)
	}
	l.dead = true
}
