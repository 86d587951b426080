package testclock

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/web"
)

var began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// A wall is the real time.
type wall struct{ now time.Time }

func (w *wall) Now() time.Time { return w.now }

func TestAClockThatIsMoved(t *testing.T) {
	outside := &wall{began}
	c := New(outside.Now)
	at := func(want time.Duration, state State) {
		t.Helper()
		if got := c.Now().Sub(began); got != want {
			t.Errorf("it tells %v, want %v", got, want)
		}
		state.Now = began.Add(want)
		if got := c.State(); got != state {
			t.Errorf("its state is %+v, want %+v", got, state)
		}
	}
	at(0, State{})
	outside.now = began.Add(time.Minute)
	at(time.Minute, State{})
	c.Advance(2 * time.Hour)
	at(2*time.Hour+time.Minute, State{Offset: 7200})
	c.Freeze()
	outside.now = began.Add(time.Hour)
	at(2*time.Hour+time.Minute, State{Frozen: true, Offset: 3660})
	c.Freeze()
	c.Advance(time.Second)
	at(2*time.Hour+time.Minute+time.Second, State{Frozen: true, Offset: 3661})
	c.Reset()
	at(time.Hour, State{})
}

func post(h Handler, kind, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "https://localhost:8443"+Path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	web.Edge{Log: slog.New(slog.DiscardHandler)}.API(h.Move).ServeHTTP(w, r)
	return w
}

func handler(moved func(context.Context) error) Handler {
	parse := func(text string) (time.Duration, error) {
		d, err := time.ParseDuration(text)
		if err == nil && d < 0 {
			err = errors.New("negative")
		}
		return d, err
	}
	return Handler{Clock: New((&wall{began}).Now), Parse: parse, Moved: moved}
}

const form, json = "application/x-www-form-urlencoded", "application/json"

func TestMove(t *testing.T) {
	moved := 0
	h := handler(func(context.Context) error { moved++; return nil })
	for _, row := range []struct{ kind, body, want string }{
		{form, "action=advance&by=2h", `{"now":"2026-03-01T14:00:00Z","frozen":false,"offset_seconds":7200}`},
		{json, `{"action":"freeze"}`, `{"now":"2026-03-01T14:00:00Z","frozen":true,"offset_seconds":7200}`},
		{json, `{"action":"advance","by":"90s"}`, `{"now":"2026-03-01T14:01:30Z","frozen":true,"offset_seconds":7290}`},
		{form, "action=reset", `{"now":"2026-03-01T12:00:00Z","frozen":false,"offset_seconds":0}`},
	} {
		if w := post(h, row.kind, row.body); w.Code != http.StatusOK || w.Body.String() != row.want {
			t.Errorf("%s: %d %s", row.body, w.Code, w.Body)
		}
	}
	if moved != 4 {
		t.Errorf("what was due was done %d times", moved)
	}
}

func TestWhatDoesNotMoveIt(t *testing.T) {
	h := handler(func(context.Context) error { t.Error("it was moved"); return nil })
	for _, row := range []struct {
		body    string
		status  int
		words   string
		headers []string
	}{
		{"", 400, "action must be freeze, advance or reset.", nil},
		{"action=back", 400, "action must be freeze, advance or reset.", nil},
		{"action=advance", 400, "by must be seconds like 7200", nil},
		{"action=advance&by=-2h", 400, "by must be seconds like 7200", nil},
		{"action=advance&by=soon", 400, "by must be seconds like 7200", nil},
		{"action=advance&by=1000000h", 400, "at most 20 years", nil},
		{"action=freeze", 403, "Another site's page", []string{"Sec-Fetch-Site", "cross-site"}},
		{"action=freeze", 403, "Another site's page", []string{"Sec-Fetch-Site", "same-site"}},
		{"action=freeze", 403, "Another site's page", []string{"Origin", "https://evil.example"}},
	} {
		w := post(h, form, row.body, row.headers...)
		if w.Code != row.status || !strings.Contains(w.Body.String(), row.words) {
			t.Errorf("%q %v: %d %s", row.body, row.headers, w.Code, w.Body)
		}
	}
	if got := h.Clock.State(); got.Frozen || got.Offset != 0 {
		t.Errorf("the clock is at %+v", got)
	}
}

func TestWhatIsDueFails(t *testing.T) {
	h := handler(func(context.Context) error { return errors.New("no database") })
	if w := post(h, form, "action=freeze"); w.Code != http.StatusInternalServerError {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
