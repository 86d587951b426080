package storetest

import (
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

// An answer is one guess and what must be said to it.
type answer struct {
	take bool // else try
	hash []byte
	at   time.Duration
	want authd.Verdict
}

func testAnswers(t *testing.T, open opener) {
	db := open(t)
	try := func(hash []byte, want authd.Verdict) answer { return answer{hash: hash, want: want} }
	take := func(hash []byte, want authd.Verdict) answer { return answer{take: true, hash: hash, want: want} }

	for name, answers := range map[string][]answer{
		"trying uses nothing up": {
			try(rightCode, authd.Right), try(rightCode, authd.Right), try(rightCode, authd.Right),
			try(rightCode, authd.Right), take(rightCode, authd.Right),
		},
		"a taken code is gone": { // PL-10
			take(rightCode, authd.Right), take(rightCode, authd.Absent), try(rightCode, authd.Absent),
		},
		"after three wrong codes the right one is dead": { // PL-01
			try(wrongCode, authd.Wrong), take(wrongCode, authd.Wrong), try(wrongCode, authd.Wrong),
			try(rightCode, authd.Exhausted), take(rightCode, authd.Exhausted), try(wrongCode, authd.Exhausted),
		},
		"after two wrong codes the right one is good": {
			take(wrongCode, authd.Wrong), try(wrongCode, authd.Wrong), take(rightCode, authd.Right),
		},
		"an expired code is expired, right or wrong": { // PL-06
			{hash: rightCode, at: codeLifetime, want: authd.Expired},
			{take: true, hash: rightCode, at: codeLifetime, want: authd.Expired},
			{hash: wrongCode, at: codeLifetime, want: authd.Expired},
		},
		"no hash is never right": {
			try(nil, authd.Wrong), take([]byte{}, authd.Wrong),
		},
	} {
		t.Run(name, func(t *testing.T) {
			ok(t, db.PutChallenge(t.Context(), challenge(name), nil))
			for i, a := range answers {
				if got := a.give(t, db, name); got != a.want {
					t.Errorf("answer %d: got %v, want %v", i+1, got, a.want)
				}
			}
		})
	}
	t.Run("the challenge comes with the verdict", func(t *testing.T) {
		ok(t, db.PutChallenge(t.Context(), challenge("whose"), nil))
		c, _, err := db.TryChallenge(t.Context(), "whose", wrongCode, noon)
		ok(t, err)
		want := challenge("whose")
		want.Tries = 1
		sameChallenge(t, c, want)
	})
}

func (a answer) give(t *testing.T, db *store.DB, slot string) authd.Verdict {
	t.Helper()
	deed := db.TryChallenge
	if a.take {
		deed = db.TakeChallenge
	}
	_, verdict, err := deed(t.Context(), slot, a.hash, noon.Add(a.at))
	ok(t, err)
	return verdict
}

func testLinks(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	take := func(t *testing.T, slot string, hash []byte, now time.Time) authd.Verdict {
		_, verdict, err := db.TakeChallengeByLink(ctx, slot, hash, now)
		ok(t, err)
		return verdict
	}
	t.Run("a link is taken once, and the code goes with it", func(t *testing.T) {
		ok(t, db.PutChallenge(ctx, challenge("link"), nil))
		equal(t, "first", take(t, "link", rightLink, noon), authd.Right)
		equal(t, "second", take(t, "link", rightLink, noon), authd.Absent)
		equal(t, "code", answer{hash: rightCode}.give(t, db, "link"), authd.Absent)
	})
	t.Run("wrong links leave the code its tries", func(t *testing.T) {
		ok(t, db.PutChallenge(ctx, challenge("wrong"), nil))
		for range 5 {
			equal(t, "link", take(t, "wrong", wrongCode, noon), authd.Wrong)
		}
		equal(t, "code", answer{hash: rightCode}.give(t, db, "wrong"), authd.Right)
	})
	t.Run("the code's hash is not the link's", func(t *testing.T) {
		ok(t, db.PutChallenge(ctx, challenge("mixed"), nil))
		equal(t, "link", take(t, "mixed", rightCode, noon), authd.Wrong)
		equal(t, "code", answer{hash: rightLink}.give(t, db, "mixed"), authd.Wrong)
	})
	t.Run("a link expires", func(t *testing.T) {
		ok(t, db.PutChallenge(ctx, challenge("late"), nil))
		equal(t, "link", take(t, "late", rightLink, noon.Add(codeLifetime)), authd.Expired)
	})
	t.Run("a link of an exhausted challenge is dead", func(t *testing.T) {
		spent := challenge("spent")
		spent.Tries = spent.MaxTries
		ok(t, db.PutChallenge(ctx, spent, nil))
		equal(t, "link", take(t, "spent", rightLink, noon), authd.Exhausted)
	})
	t.Run("a challenge without a link has none", func(t *testing.T) {
		bare := challenge("bare")
		bare.LinkHash = nil
		ok(t, db.PutChallenge(ctx, bare, nil))
		equal(t, "nil", take(t, "bare", nil, noon), authd.Wrong)
		equal(t, "empty", take(t, "bare", []byte{}, noon), authd.Wrong)
	})
}

func testAnswerRaces(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	// RC-02, PL-01: of guesses in parallel no more are judged than in turn.
	t.Run("of many wrong guesses three are judged", func(t *testing.T) {
		ok(t, db.PutChallenge(ctx, challenge("wrong"), nil))
		verdicts := raceAnswers(t, 200, func(i int) (authd.Verdict, error) {
			deed := db.TryChallenge
			if i%2 == 0 {
				deed = db.TakeChallenge
			}
			_, verdict, err := deed(ctx, "wrong", wrongCode, noon)
			return verdict, err
		})
		equal(t, "wrong", verdicts[authd.Wrong].Load(), 3)
		equal(t, "exhausted", verdicts[authd.Exhausted].Load(), 197)
	})
	// RC-02, PL-10: one right code, one login.
	t.Run("of many right codes one is taken", func(t *testing.T) {
		ok(t, db.PutChallenge(ctx, challenge("right"), nil))
		verdicts := raceAnswers(t, 100, func(int) (authd.Verdict, error) {
			_, verdict, err := db.TakeChallenge(ctx, "right", rightCode, noon)
			return verdict, err
		})
		equal(t, "right", verdicts[authd.Right].Load(), 1)
		equal(t, "absent", verdicts[authd.Absent].Load(), 99)
	})
	// RC-03: the link and the code of one challenge are one login together.
	t.Run("of codes and links together one is taken", func(t *testing.T) {
		ok(t, db.PutChallenge(ctx, challenge("both"), nil))
		verdicts := raceAnswers(t, racers, func(i int) (authd.Verdict, error) {
			deed, hash := db.TakeChallenge, rightCode
			if i%2 == 0 {
				deed, hash = db.TakeChallengeByLink, rightLink
			}
			_, verdict, err := deed(ctx, "both", hash, noon)
			return verdict, err
		})
		equal(t, "right", verdicts[authd.Right].Load(), 1)
	})
}

// raceAnswers counts the verdicts of n answers given at once.
func raceAnswers(t *testing.T, n int, give func(i int) (authd.Verdict, error)) *[authd.Exhausted + 1]atomic.Int64 {
	var verdicts [authd.Exhausted + 1]atomic.Int64
	race(n, func(i int) {
		verdict, err := give(i)
		if err != nil {
			t.Error(err)
		}
		verdicts[verdict].Add(1)
	})
	return &verdicts
}
