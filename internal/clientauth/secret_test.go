package clientauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/throttle"
	"authd/internal/web"
)

// limited allows twenty wrong secrets an hour.
func limited() *Authenticator {
	a := authenticator()
	a.Guesses = throttle.NewLocal([]authd.Rate{{N: 20, Per: time.Hour}})
	return a
}

// requestFrom is the context of a request from an IP.
func requestFrom(ip string) context.Context {
	r, ctx := httptest.NewRequest(http.MethodPost, "/oauth/token", nil), context.Background()
	r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(ip), 4711).String()
	web.Identify(nil)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { ctx = r.Context() })).ServeHTTP(httptest.NewRecorder(), r)
	return ctx
}

// askFrom is ask of a from an IP, at a time. It returns the error whole.
func askFrom(a *Authenticator, ip, header string, fields oauth.Params, now time.Time) (string, *oauth.Error) {
	r := httptest.NewRequestWithContext(requestFrom(ip), http.MethodPost, "/oauth/token", nil)
	if header != "" {
		r.Header.Set("Authorization", header)
	}
	client, err := a.Authenticate(httptest.NewRecorder(), r, fields, now)
	var refused *oauth.Error
	errors.As(err, &refused)
	return client.ID, refused
}

// CA-05: ten thousand wrong secrets from one network are judged twenty times;
// there the right one is refused as well, and elsewhere it works.
func TestCA05_GuessingLocksOnlyItselfOut(t *testing.T) {
	a, judged := limited(), 0
	for i := range 10_000 {
		ip := fmt.Sprintf("2001:db8:0:1::%x", i+1) // one /64
		header, fields := "", post("post", fmt.Sprint("guess ", i))
		if i%2 == 0 {
			header, fields = basic("post", fmt.Sprint("guess ", i)), nil
		}
		_, refused := askFrom(a, ip, header, fields, now)
		switch {
		case refused == nil:
			t.Fatal("a wrong secret was taken")
		case refused.Code == oauth.InvalidClient:
			judged++
		case refused.Code != oauth.TooManyRequests || refused.HTTPStatus() != http.StatusTooManyRequests || refused.RetryAfter != 180 || !strings.Contains(refused.Description, "limits.token.wrong_secret_per_ip allows 20 in 1h0m0s"):
			t.Fatalf("%d: %v", i, refused)
		}
	}
	if judged != 20 {
		t.Errorf("%d secrets were judged, want 20", judged)
	}
	if _, refused := askFrom(a, "2001:db8:0:1::1", "", post("post", secret), now); refused == nil || refused.Code != oauth.TooManyRequests {
		t.Errorf("the right one from there: %v", refused)
	}
	for name, row := range map[string]struct {
		ip, client string
		at         time.Time
	}{
		"elsewhere": {"2001:db8:0:2::1", "post", now}, "another client": {"2001:db8:0:1::1", "basic", now}, "later": {"2001:db8:0:1::1", "post", now.Add(3 * time.Minute)},
	} {
		if id, refused := askFrom(a, row.ip, "", post(row.client, secret), row.at); id != row.client {
			t.Errorf("%s: %v", name, refused)
		}
	}
}

// CA-05: what is no guess at a secret costs none.
func TestCA05_WhatCountsAsAGuess(t *testing.T) {
	for name, row := range map[string]struct {
		header string
		fields oauth.Params
		counts bool
	}{
		"the right secret":           {"", post("post", secret), false},
		"a public client":            {"", post("public", ""), false},
		"no secret":                  {"", post("post", ""), false},
		"an empty secret":            {basic("post", ""), nil, false},
		"a wrong secret":             {"", post("post", "x"), true},
		"the secret, another method": {basic("post-strict", secret), nil, true},
		"an unknown client":          {"", post("nobody", secret), true},
	} {
		a, limited := limited(), false
		for range 25 {
			_, refused := askFrom(a, "192.0.2.1", row.header, row.fields, now)
			limited = limited || refused != nil && refused.Code == oauth.TooManyRequests
		}
		if limited != row.counts {
			t.Errorf("%s: limited %v", name, limited)
		}
	}
}

// CA-05, CA-06: the limit does not tell which clients there are.
func TestCA05_UnknownClientsAreLimitedAlike(t *testing.T) {
	a := limited()
	for i := range 30 {
		_, known := askFrom(a, "192.0.2.1", "", post("post", "x"), now)
		_, unknown := askFrom(a, "192.0.2.1", "", post(fmt.Sprint("nobody", i), "x"), now)
		if known.Error() != unknown.Error() && (known.Code != unknown.Code || known.Description != unknown.Description) {
			t.Fatalf("%d: %v, unknown %v", i, known, unknown)
		}
	}
}

// CA-05, RC-08: guesses at once are no way around the limit.
func TestCA05_ManyAtOnce(t *testing.T) {
	a := limited()
	var group sync.WaitGroup
	results := make(chan string, 200)
	for range cap(results) {
		group.Go(func() {
			_, refused := askFrom(a, "192.0.2.1", "", post("post", "x"), now)
			results <- refused.Code
		})
	}
	group.Wait()
	close(results)
	judged := 0
	for code := range results {
		if code == oauth.InvalidClient {
			judged++
		}
	}
	if judged != 20 {
		t.Errorf("%d were judged, want 20", judged)
	}
}
