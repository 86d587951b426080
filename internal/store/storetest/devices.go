package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

const (
	deviceLifetime = 15 * time.Minute
	pollEvery      = 5 * time.Second
)

// device is a request that nobody has answered.
func device(name string) authd.DeviceAuthorization {
	return authd.DeviceAuthorization{
		Authorization: authd.Authorization{ID: "id-" + name, ClientID: "tv", Audience: "https://api.example.com", Scope: oauth.Scope{"openid", "read"}},
		DeviceHash:    []byte("device " + name), UserHash: []byte("user " + name), Interval: pollEvery,
		EndsAt: noon.Add(deviceLifetime), ExpiresAt: noon.Add(2 * deviceLifetime),
	}
}

// allowed is d as a person allows it.
func allowed(d authd.DeviceAuthorization) authd.DeviceAuthorization {
	d.Answer, d.UserID, d.Connection, d.AuthTime, d.Scope = authd.DeviceAllowed, "email|ann", "email", noon, oauth.Scope{"openid"}
	return d
}

func poll(d authd.DeviceAuthorization) authd.DevicePoll {
	return authd.DevicePoll{DeviceHash: d.DeviceHash, ClientID: d.ClientID, Tolerance: time.Second, Step: 5 * time.Second}
}

func testDevices(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	t.Run("a request comes back as it went in", func(t *testing.T) {
		want := device("whole")
		ok(t, db.PutDevice(ctx, want))
		got, err := db.WaitingDevice(ctx, want.UserHash, noon)
		ok(t, err)
		sameDevice(t, got, want)
	})
	t.Run("neither of two codes is given twice", func(t *testing.T) {
		ok(t, db.PutDevice(ctx, device("taken")))
		for _, other := range []authd.DeviceAuthorization{
			{DeviceHash: []byte("device taken"), UserHash: []byte("of its own")},
			{DeviceHash: []byte("of its own"), UserHash: []byte("user taken")},
		} {
			if err := db.PutDevice(ctx, other); !errors.Is(err, authd.ErrConflict) {
				t.Errorf("got %v, want authd.ErrConflict", err)
			}
		}
	})
	t.Run("the first answer counts", func(t *testing.T) {
		d := device("answered")
		ok(t, db.PutDevice(ctx, d))
		ok(t, db.AnswerDevice(ctx, allowed(d), noon))
		no := d
		no.Answer = authd.DeviceDenied
		absent(t, db.AnswerDevice(ctx, no, noon))
		_, err := db.WaitingDevice(ctx, d.UserHash, noon)
		absent(t, err)
		got, err := db.PollDevice(ctx, poll(d), noon)
		ok(t, err)
		sameDevice(t, got, allowed(d))
	})
	t.Run("dead codes are absent, and the device is told for a while", func(t *testing.T) { // RE-19
		d := device("late")
		ok(t, db.PutDevice(ctx, d))
		_, err := db.WaitingDevice(ctx, d.UserHash, d.EndsAt.Add(-time.Millisecond))
		ok(t, err)
		_, err = db.WaitingDevice(ctx, d.UserHash, d.EndsAt)
		absent(t, err)
		absent(t, db.AnswerDevice(ctx, allowed(d), d.EndsAt))
		_, err = db.PollDevice(ctx, poll(d), d.ExpiresAt.Add(-time.Millisecond))
		ok(t, err)
		_, err = db.PollDevice(ctx, poll(d), d.ExpiresAt)
		absent(t, err)
	})
	t.Run("requests are swept when the device was told long enough", func(t *testing.T) { // RE-18
		db := open(t)
		ok(t, db.PutDevice(ctx, device("old")))
		equal(t, "before", sweep(t, db, noon.Add(2*deviceLifetime-time.Millisecond), 100), 0)
		equal(t, "after", sweep(t, db, noon.Add(2*deviceLifetime), 100), 1)
	})
}

func testTakenDevices(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	t.Run("an allowed request is taken once, and not when it is dead", func(t *testing.T) {
		d := device("fetched")
		ok(t, db.PutDevice(ctx, d))
		absent(t, db.TakeDevice(ctx, d.DeviceHash, noon))
		ok(t, db.AnswerDevice(ctx, allowed(d), noon))
		absent(t, db.TakeDevice(ctx, d.DeviceHash, d.EndsAt))
		ok(t, db.TakeDevice(ctx, d.DeviceHash, d.EndsAt.Add(-time.Millisecond)))
		absent(t, db.TakeDevice(ctx, d.DeviceHash, noon))
		_, err := db.PollDevice(ctx, poll(d), noon)
		absent(t, err)
	})
	t.Run("a denied request is not taken", func(t *testing.T) {
		d := device("denied")
		ok(t, db.PutDevice(ctx, d))
		no := d
		no.Answer = authd.DeviceDenied
		ok(t, db.AnswerDevice(ctx, no, noon))
		absent(t, db.TakeDevice(ctx, d.DeviceHash, noon))
	})
	t.Run("who is blocked has allowed nothing", func(t *testing.T) {
		user, d := aliceSession(t, db, "alice").User, device("blocked")
		ok(t, db.PutDevice(ctx, d))
		yes := allowed(d)
		yes.UserID = user.ID
		ok(t, db.AnswerDevice(ctx, yes, noon))
		block(t, db, true)
		absent(t, db.TakeDevice(ctx, d.DeviceHash, noon))
	})
}

func testDevicePolls(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	t.Run("another client's poll finds nothing and hurries nobody", func(t *testing.T) {
		d := device("theirs")
		ok(t, db.PutDevice(ctx, d))
		foreign := poll(d)
		foreign.ClientID = "other"
		_, err := db.PollDevice(ctx, foreign, noon)
		absent(t, err)
		got, err := db.PollDevice(ctx, poll(d), noon)
		ok(t, err)
		equal(t, "hurried", got.Hurried, false)
	})
	t.Run("haste lengthens the wait for good", func(t *testing.T) {
		d := device("hasty")
		ok(t, db.PutDevice(ctx, d))
		for i, step := range []struct {
			at       time.Duration
			hurried  bool
			interval time.Duration
		}{
			{0, false, pollEvery}, {5 * time.Second, false, pollEvery}, // as told
			{9 * time.Second, false, pollEvery},      // within the tolerance
			{12 * time.Second, true, 2 * pollEvery},  // three seconds later
			{21 * time.Second, false, 2 * pollEvery}, // nine seconds
			{29*time.Second + 999*time.Millisecond, true, 3 * pollEvery},
			{44 * time.Second, false, 3 * pollEvery},
		} {
			got, err := db.PollDevice(ctx, poll(d), noon.Add(step.at))
			ok(t, err)
			equal(t, fmt.Sprint("hurried at poll ", i), got.Hurried, step.hurried)
			equal(t, fmt.Sprint("interval at poll ", i), got.Interval, step.interval)
		}
	})
}

func sameDevice(t *testing.T, got, want authd.DeviceAuthorization) {
	t.Helper()
	if !bytes.Equal(got.DeviceHash, want.DeviceHash) || !bytes.Equal(got.UserHash, want.UserHash) {
		t.Errorf("hashes: got %q and %q, want %q and %q", got.DeviceHash, got.UserHash, want.DeviceHash, want.UserHash)
	}
	equal(t, "id", got.ID, want.ID)
	equal(t, "client", got.ClientID, want.ClientID)
	equal(t, "audience", got.Audience, want.Audience)
	equal(t, "scope", got.Scope.String(), want.Scope.String())
	equal(t, "answer", got.Answer, want.Answer)
	equal(t, "user", got.UserID, want.UserID)
	equal(t, "connection", got.Connection, want.Connection)
	equal(t, "auth_time", got.AuthTime, want.AuthTime)
	equal(t, "interval", got.Interval, want.Interval)
	equal(t, "end of the codes", got.EndsAt, want.EndsAt)
	equal(t, "end", got.ExpiresAt, want.ExpiresAt)
}

// deviceRacers is how many meet over one device code.
const deviceRacers = 50

func testDeviceRaces(t *testing.T, open opener) {
	db := open(t)
	ctx := t.Context()
	ready := func(name string) authd.DeviceAuthorization {
		d := device(name)
		ok(t, db.PutDevice(ctx, d))
		return d
	}
	// RC-06, TK-22: of all who fetch one device's tokens one gets them.
	t.Run("of many takers one wins", func(t *testing.T) {
		for round := range 10 {
			d := ready(fmt.Sprint("raced ", round))
			ok(t, db.AnswerDevice(ctx, allowed(d), noon))
			winners := wins(t, func() error { return db.TakeDevice(ctx, d.DeviceHash, noon) })
			equal(t, "winners", winners, 1)
		}
	})
	// RC-06: of all answers to one question one counts, yes or no.
	t.Run("of many answers one counts", func(t *testing.T) {
		for round := range 10 {
			d := ready(fmt.Sprint("asked ", round))
			var n atomic.Int64
			winners := wins(t, func() error {
				answered := allowed(d)
				if n.Add(1)%2 == 0 {
					answered.Answer = authd.DeviceDenied
				}
				return db.AnswerDevice(ctx, answered, noon)
			})
			equal(t, "winners", winners, 1)
		}
	})
	t.Run("of many polls at once all but the first are hasty", func(t *testing.T) {
		d := ready("polled")
		var patient atomic.Int64
		race(deviceRacers, func(int) {
			switch got, err := db.PollDevice(ctx, poll(d), noon); {
			case err != nil:
				t.Error(err)
			case !got.Hurried:
				patient.Add(1)
			}
		})
		equal(t, "patient", patient.Load(), 1)
		got, err := db.PollDevice(ctx, poll(d), noon)
		ok(t, err)
		equal(t, "interval", got.Interval, pollEvery+deviceRacers*5*time.Second)
	})
}

// wins counts who of many is told nil; the others must be told authd.ErrNotFound.
func wins(t *testing.T, deed func() error) int64 {
	var winners atomic.Int64
	race(deviceRacers, func(int) {
		switch err := deed(); {
		case err == nil:
			winners.Add(1)
		case !errors.Is(err, authd.ErrNotFound):
			t.Error(err)
		}
	})
	return winners.Load()
}
