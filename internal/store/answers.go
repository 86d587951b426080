package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"time"

	"authd/internal/authd"
)

// ofPerson is who the person is whose address a challenge is about, and whether
// they are blocked.
const ofPerson = `COALESCE((SELECT users.id ` + addressed + `), ''), EXISTS (SELECT 1 ` + addressed + ` AND users.blocked)`

const addressed = `FROM users WHERE users.connection = challenges.connection AND users.identifier = challenges.address`

// tryCode counts a guess before anyone knows whether it was right, and holds
// the row until the transaction ends. Every guess therefore sees the count of
// all before it, and a thousand at once are as good as a thousand in turn.
//
// The hashes are keyed (HMAC): SQL's early-out comparison tells a guesser
// nothing, since nobody without the key can aim at a prefix.
const tryCode = `UPDATE challenges
SET tries = tries + CASE WHEN code_hash = $2 THEN 0 ELSE 1 END
WHERE slot = $1 RETURNING ` + challengeColumns + `, ` + ofPerson

// holdChallenge takes the row without counting: a link is 256 random bits, so
// wrong ones need no limit, and must not use up the tries of the person's code.
const holdChallenge = `UPDATE challenges SET tries = tries WHERE slot = $1 RETURNING ` + challengeColumns + `, ` + ofPerson

// TryChallenge judges a code and counts it when it is wrong. At most MaxTries
// wrong codes are ever judged, however many come at once; all later answers are
// Exhausted, the right code's too. Nothing is used up: a right code stays right. For
// a blocked person every code is wrong.
func (db *DB) TryChallenge(ctx context.Context, slot string, codeHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error) {
	j, err := db.answer(ctx, now, func(tx runner) (judgement, error) {
		return judgeCode(tx.row(ctx, tryCode, slot, codeHash), codeHash, now)
	})
	return j.challenge, j.verdict, explain("try a code", err)
}

// TakeChallenge judges a code as TryChallenge does, and uses the challenge up
// when it is right: of any number of takers one is told Right, ever.
func (db *DB) TakeChallenge(ctx context.Context, slot string, codeHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error) {
	return db.take(ctx, slot, now, func(tx runner) (judgement, error) {
		return judgeCode(tx.row(ctx, tryCode, slot, codeHash), codeHash, now)
	})
}

// TakeChallengeByLink is TakeChallenge for the link of the same challenge. A
// wrong link is not counted.
func (db *DB) TakeChallengeByLink(ctx context.Context, slot string, linkHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error) {
	return db.take(ctx, slot, now, func(tx runner) (judgement, error) {
		return judgeLink(tx.row(ctx, holdChallenge, slot), linkHash, now)
	})
}

// take is answer, and deletes the row when the verdict is Right.
func (db *DB) take(ctx context.Context, slot string, now time.Time, judge func(runner) (judgement, error)) (authd.Challenge, authd.Verdict, error) {
	j, err := db.answer(ctx, now, func(tx runner) (judgement, error) {
		j, err := judge(tx)
		if err == nil && j.verdict == authd.Right {
			_, err = tx.exec(ctx, deleteChallenge, slot)
		}
		return j, err
	})
	return j.challenge, j.verdict, explain("take a challenge", err)
}

// answer runs judge, which must hold the slot's row, and notes what it refuses.
// The answer counts only once all of that is certain. Every refusal costs the
// same, also that of a slot where nothing is (security row PL-31).
func (db *DB) answer(ctx context.Context, now time.Time, judge func(runner) (judgement, error)) (judgement, error) {
	var j judgement
	err := db.atomically(ctx, func(tx runner) error {
		var err error
		if j, err = judge(tx); err != nil || j.verdict == authd.Right {
			return err
		}
		return tx.note(ctx, authd.Event{
			Type: authd.EventLoginFailed, At: now, ClientID: j.challenge.ClientID, UserID: j.userID,
			Connection: j.challenge.Connection, Detail: j.why(),
		})
	})
	if err != nil {
		return judgement{}, err
	}
	return j, nil
}

// A judgement is the verdict on one answer, and what was looked at.
type judgement struct {
	challenge authd.Challenge
	verdict   authd.Verdict
	userID    string // of the person whose address the challenge is about; empty: nobody
	blocked   bool   // that person is
}

// why is a refusal in the words of the audit log.
func (j judgement) why() string {
	switch {
	case j.verdict == authd.Absent:
		return "unknown"
	case j.verdict == authd.Expired:
		return "expired"
	case j.verdict == authd.Exhausted:
		return "exhausted"
	case j.blocked:
		return "blocked"
	}
	return "wrong"
}

// judgeCode judges by the row as tryCode left it.
func judgeCode(row *sql.Row, hash []byte, now time.Time) (judgement, error) {
	j, err := scanJudged(row)
	if err != nil || j.challenge.Slot == "" {
		return j, err
	}
	before, answer := j.challenge, authd.Right
	if !same(before.CodeHash, hash) {
		before.Tries--
		answer = authd.Wrong
	}
	if j.blocked {
		answer = authd.Wrong
	}
	if j.verdict = standing(before, now); j.verdict == authd.Right {
		j.verdict = answer
	}
	return j, nil
}

func judgeLink(row *sql.Row, hash []byte, now time.Time) (judgement, error) {
	j, err := scanJudged(row)
	if err != nil || j.challenge.Slot == "" {
		return j, err
	}
	j.verdict = standing(j.challenge, now)
	if j.verdict == authd.Right && (j.blocked || !same(j.challenge.LinkHash, hash)) {
		j.verdict = authd.Wrong
	}
	return j, nil
}

// same compares in constant time. A challenge without this kind of answer has
// an empty hash, which nothing equals.
func same(kept, given []byte) bool {
	return len(kept) > 0 && subtle.ConstantTimeCompare(kept, given) == 1
}

// standing says whether a challenge can still be answered: Right, Expired or
// Exhausted.
func standing(c authd.Challenge, now time.Time) authd.Verdict {
	switch {
	case !now.Before(c.ExpiresAt):
		return authd.Expired
	case c.Tries >= c.MaxTries:
		return authd.Exhausted
	}
	return authd.Right
}

// scanJudged reads challengeColumns and ofPerson; without a row the challenge has
// no slot and the verdict is Absent.
func scanJudged(row *sql.Row) (judgement, error) {
	var j judgement
	err := row.Scan(append(challengeFields(&j.challenge), &j.userID, &j.blocked)...)
	if errors.Is(err, sql.ErrNoRows) {
		return judgement{}, nil
	}
	return j, err
}
