package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"time"

	"authd/internal/authd"
)

// ofBlocked says whether the person whose address a challenge is about is blocked.
const ofBlocked = `EXISTS (SELECT 1 FROM users WHERE users.connection = challenges.connection
AND users.identifier = challenges.address AND users.blocked)`

// tryCode counts a guess before anyone knows whether it was right, and holds
// the row until the transaction ends. Every guess therefore sees the count of
// all before it, and a thousand at once are as good as a thousand in turn.
//
// The hashes are keyed (HMAC): SQL's early-out comparison tells a guesser
// nothing, since nobody without the key can aim at a prefix.
const tryCode = `UPDATE challenges
SET tries = tries + CASE WHEN code_hash = $2 THEN 0 ELSE 1 END
WHERE slot = $1 RETURNING ` + challengeColumns + `, ` + ofBlocked

// holdChallenge takes the row without counting: a link is 256 random bits, so
// wrong ones need no limit, and must not use up the tries of the person's code.
const holdChallenge = `UPDATE challenges SET tries = tries WHERE slot = $1 RETURNING ` + challengeColumns + `, ` + ofBlocked

// TryChallenge judges a code and counts it when it is wrong. At most MaxTries
// wrong codes are ever judged, however many come at once; all later answers are
// Exhausted, the right code's too. Nothing is used up: a right code stays right. For
// a blocked person every code is wrong.
func (db *DB) TryChallenge(ctx context.Context, slot string, codeHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error) {
	c, verdict, err := judgeCode(db.write().row(ctx, tryCode, slot, codeHash), codeHash, now)
	return c, verdict, explain("try a code", err)
}

// TakeChallenge judges a code as TryChallenge does, and uses the challenge up
// when it is right: of any number of takers one is told Right, ever.
func (db *DB) TakeChallenge(ctx context.Context, slot string, codeHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error) {
	return db.take(ctx, slot, func(tx runner) (authd.Challenge, authd.Verdict, error) {
		return judgeCode(tx.row(ctx, tryCode, slot, codeHash), codeHash, now)
	})
}

// TakeChallengeByLink is TakeChallenge for the link of the same challenge. A
// wrong link is not counted.
func (db *DB) TakeChallengeByLink(ctx context.Context, slot string, linkHash []byte, now time.Time) (authd.Challenge, authd.Verdict, error) {
	return db.take(ctx, slot, func(tx runner) (authd.Challenge, authd.Verdict, error) {
		return judgeLink(tx.row(ctx, holdChallenge, slot), linkHash, now)
	})
}

// take runs judge, which must hold the slot's row, and deletes the row when the
// answer is Right. The answer counts only once the deletion is certain.
func (db *DB) take(ctx context.Context, slot string, judge func(runner) (authd.Challenge, authd.Verdict, error)) (authd.Challenge, authd.Verdict, error) {
	var c authd.Challenge
	var verdict authd.Verdict
	err := db.atomically(ctx, func(tx runner) error {
		var err error
		if c, verdict, err = judge(tx); err != nil || verdict != authd.Right {
			return err
		}
		_, err = tx.exec(ctx, deleteChallenge, slot)
		return err
	})
	if err != nil {
		return authd.Challenge{}, authd.Absent, explain("take a challenge", err)
	}
	return c, verdict, nil
}

// judgeCode judges by the row as tryCode left it.
func judgeCode(row *sql.Row, hash []byte, now time.Time) (authd.Challenge, authd.Verdict, error) {
	c, blocked, err := scanJudged(row)
	if err != nil || c.Slot == "" {
		return authd.Challenge{}, authd.Absent, err
	}
	before, answer := c, authd.Right
	if !same(c.CodeHash, hash) {
		before.Tries--
		answer = authd.Wrong
	}
	if blocked {
		answer = authd.Wrong
	}
	if verdict := standing(before, now); verdict != authd.Right {
		return c, verdict, nil
	}
	return c, answer, nil
}

func judgeLink(row *sql.Row, hash []byte, now time.Time) (authd.Challenge, authd.Verdict, error) {
	c, blocked, err := scanJudged(row)
	if err != nil || c.Slot == "" {
		return authd.Challenge{}, authd.Absent, err
	}
	if verdict := standing(c, now); verdict != authd.Right {
		return c, verdict, nil
	}
	if blocked || !same(c.LinkHash, hash) {
		return c, authd.Wrong, nil
	}
	return c, authd.Right, nil
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

// scanJudged reads challengeColumns and ofBlocked; without a row the challenge has
// no slot.
func scanJudged(row *sql.Row) (authd.Challenge, bool, error) {
	var c authd.Challenge
	var blocked bool
	err := row.Scan(append(challengeFields(&c), &blocked)...)
	if errors.Is(err, sql.ErrNoRows) {
		return authd.Challenge{}, false, nil
	}
	return c, blocked, err
}
