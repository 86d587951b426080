package session

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

// touchEvery is how often use of a session is written down at most (SE-05).
const touchEvery = time.Minute

const purposeCookie seal.Purpose = "session cookie"

// A Store keeps sessions. What is absent or has ended is authd.ErrNotFound.
type Store interface {
	// PutSession keeps s and forgets the session hashed replaces, if it is not nil,
	// in one step. It returns the sid of s: that of the one replaced where it goes on.
	PutSession(ctx context.Context, s authd.Session, replaces []byte) (string, error)
	Session(ctx context.Context, hash []byte, now time.Time) (authd.Session, error)
	TouchSession(ctx context.Context, hash []byte, now time.Time) error
	// EndSession forgets a session and returns what its clients are to be told; one
	// that is not there is no error.
	EndSession(ctx context.Context, hash []byte, now time.Time) ([]authd.LogoutNotice, error)
}

// Sessions finds, begins and ends the sessions of browsers.
type Sessions struct {
	Store        Store
	Hash         func(seal.Purpose, string) []byte // keyed
	Lifetime     time.Duration                     // tenant.session_lifetime
	IdleLifetime time.Duration                     // tenant.idle_session_lifetime
	Issuer       string
	Secure       bool // the issuer is https
	CrossSite    bool // tenant.cross_site_silent_auth
}

// Current returns the session r comes with, or nil when there is none that is
// still good. It notes the use at most once a minute. An error means that the
// store could not be asked.
func (s *Sessions) Current(w http.ResponseWriter, r *http.Request, _ authd.AuthRequest, now time.Time) (*authd.Session, error) {
	hash := s.cookieHash(r)
	if hash == nil {
		return nil, nil
	}
	found, err := s.Store.Session(r.Context(), hash, now)
	if err == nil && s.ended(found, now) {
		return nil, nil
	}
	if err == nil && s.due(found, now) {
		err = s.Store.TouchSession(r.Context(), hash, now)
		found.SeenAt = now
	}
	if errors.Is(err, authd.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the session: %w", err)
	}
	s.showState(w, r, found.SID)
	return &found, nil
}

// A Login is who logs in, and for which client.
type Login struct {
	User     authd.User
	ClientID string
}

// Begin logs a person in on this browser: a session with a new value always, so that
// a value planted before the login is worth nothing after it (PL-15). The
// session the browser had is forgotten; if it was the same person's, its sid goes
// on, under which clients know it.
func (s *Sessions) Begin(w http.ResponseWriter, r *http.Request, in Login, now time.Time) (*authd.Session, error) {
	value := seal.Token()
	begun := authd.Session{
		Hash:         s.Hash(purposeCookie, value),
		SID:          newSID(),
		User:         in.User,
		Connection:   in.User.Connection,
		ClientID:     in.ClientID,
		AuthTime:     now,
		SeenAt:       now,
		ExpiresAt:    now.Add(s.Lifetime),
		IdleLifetime: s.IdleLifetime,
	}
	sid, err := s.Store.PutSession(r.Context(), begun, s.cookieHash(r))
	if err != nil {
		return nil, fmt.Errorf("begin a session: %w", err)
	}
	begun.SID = sid
	s.setCookie(w, value)
	s.showState(w, r, begun.SID)
	return &begun, nil
}

// End logs this browser out and takes its cookie away; sessions of other browsers
// go on (LO-10). Ending what has ended already is no error. Where the request
// brings no cookie none is taken away: a page of another site, from which
// SameSite keeps it, must not get rid of it this way. It returns what the
// session's clients are to be told.
func (s *Sessions) End(w http.ResponseWriter, r *http.Request, now time.Time) ([]authd.LogoutNotice, error) {
	if len(r.CookiesNamed(s.cookieName())) == 0 {
		return nil, nil
	}
	var notices []authd.LogoutNotice
	if hash := s.cookieHash(r); hash != nil {
		var err error
		if notices, err = s.Store.EndSession(r.Context(), hash, now); err != nil {
			return nil, fmt.Errorf("end the session: %w", err)
		}
	}
	s.clearCookies(w)
	return notices, nil
}

// ended reports whether the session is over by the lifetimes configured now. The
// store has already applied the ones fixed at login; a setting that was made
// shorter since takes effect at once, a longer one at the next login.
func (s *Sessions) ended(found authd.Session, now time.Time) bool {
	return !now.Before(found.AuthTime.Add(s.Lifetime)) || !now.Before(found.SeenAt.Add(s.IdleLifetime))
}

// due reports whether the use has to be written down. With an idle lifetime
// around a minute, once a minute would be too seldom to keep a session in use
// alive.
func (s *Sessions) due(found authd.Session, now time.Time) bool {
	every := min(touchEvery, found.IdleLifetime/4, s.IdleLifetime/4)
	return !now.Before(found.SeenAt.Add(every))
}

// newSID makes the value of the `sid` claim. It is no part of the cookie: tokens
// travel to places the cookie must never be guessable from.
func newSID() string {
	raw := make([]byte, 24)
	rand.Read(raw) // never fails, crypto/rand
	return base64.RawURLEncoding.EncodeToString(raw)
}
