package session

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

var (
	start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ada   = authd.User{ID: "email|0123456789abcdef01234567", Connection: "email", Email: "ada@example.com"}
)

// memory is a Store that counts its writes. It applies the lifetimes fixed at
// login, as the database does.
type memory struct {
	sessions map[string]authd.Session
	touches  int
	broken   error
}

func (m *memory) PutSession(_ context.Context, s authd.Session, replaces []byte) (string, error) {
	if before, found := m.sessions[string(replaces)]; found && before.User == s.User {
		s.SID = before.SID
	}
	delete(m.sessions, string(replaces))
	m.sessions[string(s.Hash)] = s
	return s.SID, m.broken
}

func (m *memory) Session(_ context.Context, hash []byte, now time.Time) (authd.Session, error) {
	s, found := m.sessions[string(hash)]
	if !found || !now.Before(s.ExpiresAt) || !now.Before(s.SeenAt.Add(s.IdleLifetime)) {
		return authd.Session{}, errors.Join(authd.ErrNotFound, m.broken)
	}
	return s, m.broken
}

func (m *memory) TouchSession(_ context.Context, hash []byte, now time.Time) error {
	m.touches++
	s := m.sessions[string(hash)]
	s.SeenAt = now
	m.sessions[string(hash)] = s
	return m.broken
}

func (m *memory) EndSession(_ context.Context, hash []byte, _ time.Time) ([]authd.LogoutNotice, error) {
	var notices []authd.LogoutNotice
	for _, client := range m.sessions[string(hash)].Clients {
		notices = append(notices, authd.LogoutNotice{ClientID: client, SID: m.sessions[string(hash)].SID})
	}
	delete(m.sessions, string(hash))
	return notices, m.broken
}

func newSessions() (*Sessions, *memory) {
	key, store := seal.NewKey(), &memory{sessions: map[string]authd.Session{}}
	return &Sessions{
		Store:    store,
		Hash:     func(p seal.Purpose, secret string) []byte { return seal.Hash(key, p, secret) },
		Issuer:   "https://auth.example.com/",
		Lifetime: 7 * 24 * time.Hour, IdleLifetime: 72 * time.Hour, Secure: true,
	}, store
}

// begin logs ada in on the browser that sends cookies and returns its new one.
func begin(t *testing.T, s *Sessions, cookies ...*http.Cookie) (*http.Cookie, *authd.Session) {
	t.Helper()
	w := httptest.NewRecorder()
	session, err := s.Begin(w, request(cookies...), Login{User: ada}, start)
	if err != nil {
		t.Fatal(err)
	}
	set := w.Result().Cookies()
	if len(set) != 2 || set[0].Name != "__Host-authd" {
		t.Fatalf("cookies %v were set, want the session's and the one for scripts", set)
	}
	return set[0], session
}

func request(cookies ...*http.Cookie) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/authorize", nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return r
}

// current is the SID found at now, "" for none.
func current(t *testing.T, s *Sessions, r *http.Request, now time.Time) string {
	t.Helper()
	found, err := s.Current(httptest.NewRecorder(), r, authd.AuthRequest{}, now)
	if err != nil {
		t.Fatal(err)
	}
	if found == nil {
		return ""
	}
	return found.SID
}

func TestCurrentFindsWhatBeginBegan(t *testing.T) {
	s, _ := newSessions()
	cookie, begun := begin(t, s)
	found, err := s.Current(httptest.NewRecorder(), request(cookie), authd.AuthRequest{}, start.Add(time.Second))
	if err != nil || found == nil {
		t.Fatalf("Current = %v, %v", found, err)
	}
	if found.SID != begun.SID || found.User != ada || found.Connection != "email" || !found.AuthTime.Equal(start) {
		t.Errorf("found %+v, begun %+v", found, begun)
	}
	if len(begun.SID) != 32 {
		t.Errorf("sid %q has %d characters, want 32", begun.SID, len(begun.SID))
	}
	if current(t, s, request(), start) != "" {
		t.Error("a browser without a cookie has a session")
	}
}

// PL-15: the value is new at each login, and the one before it is worth nothing.
func TestPL15_ALoginRenewsTheSession(t *testing.T) {
	s, store := newSessions()
	planted := &http.Cookie{Name: "__Host-authd", Value: seal.Token()}
	first, _ := begin(t, s, planted)
	if first.Value == planted.Value || current(t, s, request(planted), start) != "" {
		t.Error("a value planted before the login is good after it")
	}
	second, session := begin(t, s, first)
	if second.Value == first.Value || current(t, s, request(first), start) != "" {
		t.Error("the session before the second login is still good")
	}
	if current(t, s, request(second), start) != session.SID || len(store.sessions) != 1 {
		t.Errorf("the second login left %d sessions", len(store.sessions))
	}
}

// SE-05: both ends of a session hold on the server, whatever the cookie says.
func TestSE05_ASessionEnds(t *testing.T) {
	hour := time.Hour
	rows := []struct {
		name           string
		lifetime, idle time.Duration // configured after the login
		uses           []time.Duration
		at             time.Duration
		good           bool
	}{
		{"unused just short of idle", 168 * hour, 72 * hour, nil, 72*hour - 1, true},
		{"unused for idle", 168 * hour, 72 * hour, nil, 72 * hour, false},
		{"used in between", 168 * hour, 72 * hour, []time.Duration{71 * hour}, 100 * hour, true},
		{"used always, just short of its end", 168 * hour, 72 * hour, []time.Duration{60 * hour, 120 * hour}, 168*hour - 1, true},
		{"used always, at its end", 168 * hour, 72 * hour, []time.Duration{60 * hour, 120 * hour}, 168 * hour, false},
		{"idle made shorter", 168 * hour, hour, nil, hour, false},
		{"lifetime made shorter", hour, 72 * hour, nil, hour, false},
		{"idle made longer waits for the next login", 168 * hour, 100 * hour, nil, 72 * hour, false},
		{"lifetime made longer waits for the next login", 400 * hour, 72 * hour, []time.Duration{60 * hour, 120 * hour}, 168 * hour, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s, _ := newSessions()
			cookie, _ := begin(t, s)
			s.Lifetime, s.IdleLifetime = row.lifetime, row.idle
			for _, use := range row.uses {
				current(t, s, request(cookie), start.Add(use))
			}
			if good := current(t, s, request(cookie), start.Add(row.at)) != ""; good != row.good {
				t.Errorf("good is %v, want %v", good, row.good)
			}
		})
	}
}

// SE-05: use is written down at most once a minute.
func TestSE05_UseIsWrittenAtMostOnceAMinute(t *testing.T) {
	s, store := newSessions()
	cookie, _ := begin(t, s)
	for second := range 600 {
		current(t, s, request(cookie), start.Add(time.Duration(second)*time.Second))
	}
	if store.touches != 9 {
		t.Errorf("10 minutes of use wrote %d times, want 9", store.touches)
	}
}

func TestAShortIdleLifetimeOutlivesUse(t *testing.T) {
	s, _ := newSessions()
	s.IdleLifetime = 20 * time.Second
	cookie, _ := begin(t, s)
	for second := 0; second < 120; second += 10 {
		if current(t, s, request(cookie), start.Add(time.Duration(second)*time.Second)) == "" {
			t.Fatalf("a session used every 10 seconds ended after %d", second)
		}
	}
}

func TestAStoreThatFailsIsAnError(t *testing.T) {
	s, store := newSessions()
	cookie, _ := begin(t, s)
	store.broken = errors.New("disk is gone")
	if found, err := s.Current(httptest.NewRecorder(), request(cookie), authd.AuthRequest{}, start.Add(time.Hour)); !errors.Is(err, store.broken) || found != nil {
		t.Errorf("Current = %v, %v", found, err)
	}
	w := httptest.NewRecorder()
	if _, err := s.Begin(w, request(), Login{User: ada}, start); !errors.Is(err, store.broken) || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("Begin = %v with cookie %q", err, w.Header().Get("Set-Cookie"))
	}
}

// SE-06: what is kept does not open anything: the store never sees the value.
func TestSE06_OnlyAHashIsKept(t *testing.T) {
	s, store := newSessions()
	cookie, _ := begin(t, s)
	for hash, kept := range store.sessions {
		if strings.Contains(hash, cookie.Value) || len(hash) != 32 || kept.SID == cookie.Value {
			t.Errorf("kept under %q for cookie %q", hash, cookie.Value)
		}
	}
}
