package refresh

import (
	"time"

	"authd/internal/authd"
	"authd/internal/tokens"
)

// A verdict says what it means that a token is presented.
type verdict int

const (
	dead     verdict = iota // its family is over by the settings of now, or older than the token
	advance                 // the newest, and the next one takes its place
	keep                    // the newest, and it stays
	repeated                // the one before, and its successor was not used yet
	reused                  // an earlier one: two hold tokens of one family
)

// decide judges a token of some generation by its family and by the plan of
// this moment. A lifetime that was made shorter counts at once; a longer one is
// for families that begin later.
func decide(f authd.RefreshFamily, generation int, p tokens.RefreshToken, now time.Time) verdict {
	switch {
	case over(f, p, now), generation > f.Generation: // the latter in a database put back from a backup
		return dead
	case generation == f.Generation && p.Rotation.Value == tokens.Rotating:
		return advance
	case generation == f.Generation:
		return keep
	case generation == f.Generation-1 && f.SeenAt.Equal(f.RotatedAt) && inLeeway(f, p, now):
		return repeated
	}
	return reused
}

// inLeeway is never so without a leeway: of two at once the one that is slower may
// have read the clock first, and is no repeat all the same.
func inLeeway(f authd.RefreshFamily, p tokens.RefreshToken, now time.Time) bool {
	return p.Leeway.Value > 0 && now.Before(f.RotatedAt.Add(p.Leeway.Value))
}

func over(f authd.RefreshFamily, p tokens.RefreshToken, now time.Time) bool {
	if p.Expiration.Value != tokens.Expiring {
		return false
	}
	return !now.Before(f.CreatedAt.Add(p.Lifetime.Value)) || !now.Before(f.SeenAt.Add(p.IdleLifetime.Value))
}

// begin is the family of a new authorization.
func begin(a authd.Authorization, p tokens.RefreshToken, now time.Time) authd.RefreshFamily {
	f := authd.RefreshFamily{Authorization: a, CreatedAt: now, RotatedAt: now, SeenAt: now, Idle: idle(p)}
	if p.Expiration.Value == tokens.Expiring {
		f.ExpiresAt = now.Add(p.Lifetime.Value)
	}
	return f
}

// used is f after a use now: rotated when the verdict was advance. Its absolute
// end stays where it was (RFC 9700 §4.14.2: rotation must not extend it).
func used(f authd.RefreshFamily, v verdict, p tokens.RefreshToken, now time.Time) authd.RefreshFamily {
	f.SeenAt, f.Idle = now, idle(p)
	if v == advance {
		f.Generation, f.RotatedAt = f.Generation+1, now
	}
	return f
}

func idle(p tokens.RefreshToken) time.Duration {
	if p.Expiration.Value != tokens.Expiring {
		return 0
	}
	return p.IdleLifetime.Value
}
