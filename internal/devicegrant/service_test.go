package devicegrant

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/seal"
	"authd/internal/store"
	"authd/internal/store/storetest"
	"authd/internal/throttle"
)

var (
	noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	home = netip.MustParseAddr("192.0.2.1")
)

// A ring has one key.
type ring []byte

func (k ring) Hash(p seal.Purpose, secret string) []byte { return seal.Hash(k, p, secret) }

func newService(db *store.DB) *Service {
	key := ring(seal.NewKey())
	return &Service{
		Requests: db, Polls: db, Hash: key.Hash, Limiter: &throttle.Limiter{Counters: db, Hasher: key},
		Wrong: []authd.Rate{{N: 5, Per: 15 * time.Minute}}, Lifetime: 15 * time.Minute, Interval: 5 * time.Second,
	}
}

func begin(t *testing.T, s *Service) Codes {
	t.Helper()
	a := authd.Authorization{ID: authd.NewAuthorizationID(), ClientID: "tv", Scope: oauth.Scope{"openid"}}
	codes, err := s.Begin(t.Context(), a, noon)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

// answer lets a person say something to the device of codes.
func answer(t *testing.T, s *Service, codes Codes, a authd.DeviceAnswer) {
	t.Helper()
	d, err := s.Find(t.Context(), codes.User, home, noon)
	if err != nil {
		t.Fatal(err)
	}
	d.Answer, d.UserID, d.Connection, d.AuthTime = a, "email|ann", "email", noon
	if err := s.Answer(t.Context(), d, noon); err != nil {
		t.Fatal(err)
	}
}

// TK-22: what a device is told, by the answer and the time, in the codes of RFC
// 8628 §3.5.
func TestTK22_WhatADeviceIsTold(t *testing.T) {
	s := newService(storetest.SQLite(t))
	const end = 15 * time.Minute
	for name, row := range map[string]struct {
		answer authd.DeviceAnswer
		at     time.Duration
		client string
		want   string
		status int
	}{
		"nobody answered":          {authd.DeviceUnanswered, 0, "tv", oauth.AuthorizationPending, 403},
		"until the end":            {authd.DeviceUnanswered, end - time.Millisecond, "tv", oauth.AuthorizationPending, 403},
		"too late":                 {authd.DeviceUnanswered, end, "tv", oauth.ExpiredToken, 403},
		"much too late":            {authd.DeviceUnanswered, 2 * end, "tv", oauth.InvalidGrant, 403},
		"denied":                   {authd.DeviceDenied, 0, "tv", oauth.AccessDenied, 403},
		"denied, and too late":     {authd.DeviceDenied, end, "tv", oauth.ExpiredToken, 403},
		"allowed":                  {authd.DeviceAllowed, 0, "tv", "", 0},
		"allowed, and too late":    {authd.DeviceAllowed, end, "tv", oauth.ExpiredToken, 403},
		"allowed, another client":  {authd.DeviceAllowed, 0, "other", oauth.InvalidGrant, 403},
		"allowed, a client unsaid": {authd.DeviceAllowed, 0, "", oauth.InvalidGrant, 403},
	} {
		codes := begin(t, s)
		if row.answer != authd.DeviceUnanswered {
			answer(t, s, codes, row.answer)
		}
		d, err := s.Poll(t.Context(), codes.Device, row.client, noon.Add(row.at))
		var refused *oauth.Error
		switch {
		case row.want == "" && (err != nil || d.UserID != "email|ann"):
			t.Errorf("%s: %v, %+v", name, err, d)
		case row.want != "" && (!errors.As(err, &refused) || refused.Code != row.want || refused.HTTPStatus() != row.status || d.UserID != ""):
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
	for _, code := range []string{"", "guessed", begin(t, s).User} {
		var refused *oauth.Error
		if _, err := s.Poll(t.Context(), code, "tv", noon); !errors.As(err, &refused) || refused.Code != oauth.InvalidGrant {
			t.Errorf("device code %q: %v", code, err)
		}
	}
}

// TK-22: who polls too fast waits five seconds longer, from then on.
func TestTK22_SlowDown(t *testing.T) {
	s := newService(storetest.SQLite(t))
	codes := begin(t, s)
	for i, step := range []struct {
		at   time.Duration
		want string
		wait int
	}{
		{0, oauth.AuthorizationPending, 0},
		{3 * time.Second, oauth.SlowDown, 10},
		{13 * time.Second, oauth.AuthorizationPending, 0},
		{18 * time.Second, oauth.SlowDown, 15}, // five seconds were enough before
		{33 * time.Second, oauth.AuthorizationPending, 0},
	} {
		var refused *oauth.Error
		_, err := s.Poll(t.Context(), codes.Device, "tv", noon.Add(step.at))
		if !errors.As(err, &refused) || refused.Code != step.want || refused.RetryAfter != step.wait {
			t.Errorf("poll %d: %v, want %s, %d s", i, err, step.want, step.wait)
		}
		if step.want == oauth.SlowDown && refused.HTTPStatus() != 429 {
			t.Errorf("poll %d: status %d", i, refused.HTTPStatus())
		}
	}
	answer(t, s, codes, authd.DeviceAllowed)
	if _, err := s.Poll(t.Context(), codes.Device, "tv", noon.Add(34*time.Second)); err != nil {
		t.Errorf("the yes is kept from a device in haste: %v", err)
	}
}

// RC-06, TK-22: of fifty that fetch one device's tokens one gets them, on both
// databases.
func TestRC06_ADeviceCodeIsGoodOnce(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			s := newService(open(t))
			for range 5 {
				codes := begin(t, s)
				answer(t, s, codes, authd.DeviceAllowed)
				won, lost := fetch(t, s, codes)
				if won != 1 || lost != racers-1 {
					t.Fatalf("%d won, %d lost", won, lost)
				}
			}
		})
	}
}

const racers = 50

// fetch lets racers poll and take at once: how many got through, and how many were
// told that the grant is not good.
func fetch(t *testing.T, s *Service, codes Codes) (int64, int64) {
	t.Helper()
	var won, lost atomic.Int64
	var ready, done sync.WaitGroup
	ready.Add(racers)
	for range racers {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			d, err := s.Poll(t.Context(), codes.Device, "tv", noon)
			if err == nil {
				err = s.Take(t.Context(), d, noon)
			}
			var refused *oauth.Error
			switch {
			case err == nil:
				won.Add(1)
			case errors.As(err, &refused) && refused.Code == oauth.InvalidGrant:
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	done.Wait()
	return won.Load(), lost.Load()
}

// TK-22: five wrong codes from one IP are looked at, however many come and whether
// one by one or at once; then the right one is not looked at either. Elsewhere, and
// later, it is good. Right ones count for nothing.
func TestTK22_GuessingUserCodes(t *testing.T) {
	db := storetest.SQLite(t)
	s := newService(db)
	watched := &watched{Requests: db}
	s.Requests = watched
	codes := begin(t, s)
	for range 20 {
		if _, err := s.Find(t.Context(), codes.User, home, noon); err != nil {
			t.Fatalf("a right code: %v", err)
		}
	}
	watched.looked.Store(0)
	var group sync.WaitGroup
	for range 200 {
		group.Go(func() {
			_, err := s.Find(t.Context(), newUserCode(), home, noon)
			var exceeded *throttle.Exceeded
			if !errors.Is(err, ErrWrong) && !errors.As(err, &exceeded) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := watched.looked.Load(); n == 0 || n > 5 {
		t.Errorf("%d guesses were looked at, want at most 5", n)
	}
	for range 5 { // what the race left of the five
		s.guess(t, home)
	}
	var exceeded *throttle.Exceeded
	if _, err := s.Find(t.Context(), codes.User, home, noon); !errors.As(err, &exceeded) || exceeded.RetryAfter <= 0 {
		t.Errorf("the right code after that: %v", err)
	}
	if _, err := s.Find(t.Context(), codes.User, netip.MustParseAddr("198.51.100.7"), noon); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
	fresh, err := s.Begin(t.Context(), authd.Authorization{ID: "x", ClientID: "tv"}, noon.Add(18*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find(t.Context(), fresh.User, home, noon.Add(18*time.Minute)); err != nil {
		t.Errorf("later: %v", err)
	}
}

// guess types a code that is hardly right.
func (s *Service) guess(t *testing.T, ip netip.Addr) {
	t.Helper()
	if _, err := s.Find(t.Context(), newUserCode(), ip, noon); err == nil {
		t.Error("guessed")
	}
}

// watched counts what is looked up.
type watched struct {
	Requests
	looked atomic.Int64
}

func (w *watched) WaitingDevice(ctx context.Context, hash []byte, now time.Time) (authd.DeviceAuthorization, error) {
	w.looked.Add(1)
	return w.Requests.WaitingDevice(ctx, hash, now)
}

// TK-22: neither code is kept, and the hash of one is not that of the other.
func TestTK22_CodesAreKeptAsHashes(t *testing.T) {
	kept := &collector{}
	s := newService(storetest.SQLite(t))
	s.Requests = kept
	codes := begin(t, s)
	d := kept.kept[0]
	for _, hash := range [][]byte{d.DeviceHash, d.UserHash} {
		if len(hash) != 32 || bytes.Contains(hash, []byte(codes.User)) || bytes.Contains(hash, []byte(codes.Device)) {
			t.Errorf("kept %q", hash)
		}
	}
	if bytes.Equal(d.DeviceHash, s.Hash(purposeUser, codes.Device)) || len(codes.Device) != 43 {
		t.Error("the two kinds of code are not told apart")
	}
}

// A user code that is in use is drawn again, and not for ever.
func TestCodesInUseAreDrawnAgain(t *testing.T) {
	kept := &collector{conflicts: 3}
	s := newService(storetest.SQLite(t))
	s.Requests = kept
	begin(t, s)
	if len(kept.kept) != 4 || bytes.Equal(kept.kept[0].UserHash, kept.kept[3].UserHash) {
		t.Errorf("%d draws", len(kept.kept))
	}
	kept.conflicts = 100
	if _, err := s.Begin(t.Context(), authd.Authorization{}, noon); !errors.Is(err, authd.ErrConflict) {
		t.Errorf("got %v", err)
	}
}

// A collector notes what is to be kept, and refuses the first ones.
type collector struct {
	Requests
	kept      []authd.DeviceAuthorization
	conflicts int
}

func (c *collector) PutDevice(_ context.Context, d authd.DeviceAuthorization) error {
	c.kept = append(c.kept, d)
	if c.conflicts > 0 {
		c.conflicts--
		return authd.ErrConflict
	}
	return nil
}
