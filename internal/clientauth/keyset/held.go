package keyset

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"authd/internal/authd"
)

// How long what was fetched is used.
const (
	shortest = 5 * time.Minute // also where the server says nothing
	longest  = time.Hour       // so late may a key that was taken back be noticed
	retry    = time.Minute     // between two fetches, whoever asks for what
	keep     = 24 * time.Hour  // while the server is down
)

// A held set is what one address gave. The zero held was never fetched.
type held struct {
	keys    []authd.ClientKey
	fetched time.Time // when keys were
	fresh   time.Duration
	tried   time.Time // the last fetch, whatever came of it
	failure error     // of the last fetch
}

// stale reports whether the set should be fetched anew.
func (h held) stale(now time.Time) bool { return !now.Before(h.fetched.Add(h.fresh)) }

// resting reports whether the last fetch is too short ago for another one.
func (h held) resting(now time.Time) bool { return !h.tried.IsZero() && now.Before(h.tried.Add(retry)) }

// dead reports whether the keys are too old to be used at all.
func (h held) dead(now time.Time) bool { return !now.Before(h.fetched.Add(keep)) }

// freshness is how long an answer with this header is fresh (RFC 9111 §5.2.2.1),
// within bounds.
func freshness(header http.Header) time.Duration {
	age := time.Duration(0)
	for directive := range strings.SplitSeq(strings.Join(header.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		if !strings.EqualFold(name, "max-age") {
			continue
		}
		if seconds, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 32); err == nil {
			age = time.Duration(seconds) * time.Second
		}
	}
	return min(max(age, shortest), longest)
}
