package document

import (
	"testing"
	"time"
)

func TestLifetime(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"7200": 2 * time.Hour, "1": time.Second, "90s": 90 * time.Second, "2h": 2 * time.Hour, "1h30m": 90 * time.Minute,
		"7d": 7 * 24 * time.Hour, "2592000": 30 * 24 * time.Hour, "1000ms": time.Second,
	} {
		var l Lifetime
		if err := l.UnmarshalText([]byte(text)); err != nil || time.Duration(l) != want {
			t.Errorf("%s: %v, %v; want %v", text, time.Duration(l), err, want)
		}
	}
	for _, text := range []string{"", "0", "0s", "-1", "-2h", "1.5", "1.5s", "500ms", "2 h", "1d12h", "ten", "7_200", "0x10", "1e3", "101y", "40000d", "9999999999", "d", "99999999h"} {
		var l Lifetime
		if err := l.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read as %v", text, time.Duration(l))
		}
	}
}

func TestSpanMayBeNone(t *testing.T) {
	for text, ok := range map[string]bool{"0": true, "30": true, "-1": false, "x": false} {
		var s Span
		if err := s.UnmarshalText([]byte(text)); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestRate(t *testing.T) {
	for text, want := range map[string]Rate{
		"5/s": {5, time.Second}, "5/m": {5, time.Minute}, "5/h": {5, time.Hour}, "20/d": {20, 24 * time.Hour},
		"1/30s": {1, 30 * time.Second}, "1/90": {1, 90 * time.Second}, "3/2d": {3, 48 * time.Hour},
	} {
		var r Rate
		if err := r.UnmarshalText([]byte(text)); err != nil || r != want {
			t.Errorf("%s: %+v, %v; want %+v", text, r, err, want)
		}
	}
	for _, text := range []string{"", "/", "5", "5/", "/h", "0/h", "-1/h", "5/x", "5/0s", "5/-1h", "5/100ms", "x/h", "5/h/d", "1.5/h", "99999999999/h"} {
		var r Rate
		if err := r.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read as %+v", text, r)
		}
	}
}

func TestSecretVariable(t *testing.T) {
	for id, want := range map[string]string{
		"spa": "AUTHD_CLIENT_SPA_SECRET", "my-app.2": "AUTHD_CLIENT_MY_APP_2_SECRET", "AbC": "AUTHD_CLIENT_ABC_SECRET", "ü": "AUTHD_CLIENT___SECRET",
	} {
		if got := (Client{ClientID: id}).SecretVariable(); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}
