package keyset

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"authd/internal/authd"
	"authd/internal/outbound"
)

const address = "https://client.test/jwks.json"

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// A server publishes a set of one key, named kid.
type server struct {
	mu      sync.Mutex
	kid     string
	cache   string // Cache-Control
	down    error
	fetches int
	wait    chan struct{} // if not nil, answers wait for it
}

func (s *server) Get(ctx context.Context, _ string) (outbound.Document, error) {
	s.mu.Lock()
	s.fetches++
	kid, down, wait := s.kid, s.down, s.wait
	s.mu.Unlock()
	if wait != nil {
		<-wait
	}
	if ctx.Err() != nil {
		return outbound.Document{}, ctx.Err()
	}
	return outbound.Document{Header: http.Header{"Cache-Control": {s.cache}}, Body: []byte(set(kid))}, down
}

func set(kid string) string { return fmt.Sprintf(`{"keys":[%s]}`, fmt.Sprintf(member(), kid)) }

var member = sync.OnceValue(func() string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return `{"kty":"RSA","e":"AQAB","n":"` + base64.RawURLEncoding.EncodeToString(key.N.Bytes()) + `","kid":%q}`
})

func newCache(s *server) (*Cache, *strings.Builder) {
	log := &strings.Builder{}
	return New(s, slog.New(slog.NewTextHandler(log, nil))), log
}

// answer is the kid that was found, or the error.
func answer(keys []authd.ClientKey, err error) string {
	if err != nil {
		return err.Error()
	}
	return keys[0].ID
}

// CA-09: a set is fresh for five to sixty minutes.
func TestCA09_Freshness(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": 5 * time.Minute, "max-age=0": 5 * time.Minute, "no-store": 5 * time.Minute, "max-age=60": 5 * time.Minute, "max-age=-1": 5 * time.Minute,
		"max-age=600": 10 * time.Minute, "public, Max-Age=601, must-revalidate": 601 * time.Second, `max-age="900"`: 15 * time.Minute, "s-maxage=900": 5 * time.Minute,
		"max-age=3600": time.Hour, "max-age=3601": time.Hour, "max-age=99999999": time.Hour, "max-age=99999999999999999999": 5 * time.Minute, "max-age": 5 * time.Minute, "max-age=x": 5 * time.Minute,
	} {
		if got := freshness(http.Header{"Cache-Control": {value}}); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

// CA-09: keys are fetched when they are stale and not before.
func TestCA09_KeysAreFetchedWhenStale(t *testing.T) {
	s := &server{kid: "one", cache: "max-age=600"}
	c, _ := newCache(s)
	for _, step := range []struct {
		after   time.Duration
		want    string
		fetches int
	}{{0, "one", 1}, {time.Minute, "one", 1}, {10*time.Minute - 1, "one", 1}, {10 * time.Minute, "two", 2}, {20*time.Minute - 1, "two", 2}} {
		if got := answer(c.Keys(t.Context(), address, now.Add(step.after))); got != step.want || s.fetches != step.fetches {
			t.Errorf("after %v: %s after %d fetches", step.after, got, s.fetches)
		}
		s.kid = "two"
	}
}

// CA-09: a flood of keys nobody has is at most one fetch a minute.
func TestCA09_AFloodOfUnknownKeys(t *testing.T) {
	s := &server{kid: "one", cache: "max-age=3600"}
	c, _ := newCache(s)
	answer(c.Keys(t.Context(), address, now))
	s.kid = "two"
	var group sync.WaitGroup
	for i := range 10_000 { // over ten minutes
		at := now.Add(time.Duration(i+1) * 60 * time.Millisecond)
		group.Go(func() { answer(c.Newer(t.Context(), address, at)) })
		if i%100 == 99 {
			group.Wait()
		}
	}
	group.Wait()
	if s.fetches < 10 || s.fetches > 11 {
		t.Errorf("%d fetches in ten minutes", s.fetches)
	}
	if got := answer(c.Keys(t.Context(), address, now.Add(11*time.Minute))); got != "two" {
		t.Errorf("the new key: %s", got)
	}
}

// CA-09: who is first to need new keys gets them, but not within a minute of the
// last fetch.
func TestCA09_NewKeysAreFoundAfterAMinute(t *testing.T) {
	s := &server{kid: "one"}
	c, _ := newCache(s)
	answer(c.Keys(t.Context(), address, now))
	s.kid = "two"
	if got := answer(c.Newer(t.Context(), address, now.Add(time.Minute-1))); got != "one" {
		t.Errorf("too soon: %s", got)
	}
	if got := answer(c.Newer(t.Context(), address, now.Add(time.Minute))); got != "two" || s.fetches != 2 {
		t.Errorf("a minute later: %s after %d fetches", got, s.fetches)
	}
}

// CA-09: what was fetched is used for a day while the server is down or answers
// nonsense, which it is asked once a minute.
func TestCA09_AStaleCopyIsUsedWhileTheServerIsDown(t *testing.T) {
	s := &server{kid: "one"}
	c, log := newCache(s)
	answer(c.Keys(t.Context(), address, now))
	s.down = errors.New("connection refused")
	for after := 5 * time.Minute; after < 24*time.Hour; after += 30 * time.Second {
		if got := answer(c.Keys(t.Context(), address, now.Add(after))); got != "one" {
			t.Fatalf("after %v: %s", after, got)
		}
	}
	if most := 24*60 - 5 + 1; s.fetches < most-2 || s.fetches > most {
		t.Errorf("%d fetches in a day, want %d", s.fetches, most)
	}
	if got := answer(c.Keys(t.Context(), address, now.Add(24*time.Hour))); got != "keys at "+address+": connection refused" {
		t.Errorf("after a day: %s", got)
	}
	if got := log.String(); !strings.Contains(got, "connection refused") || !strings.Contains(got, address) {
		t.Errorf("the log says %s", got)
	}
	s.down = nil
	if got := answer(c.Keys(t.Context(), address, now.Add(24*time.Hour+time.Minute))); got != "one" {
		t.Errorf("up again: %s", got)
	}
}

func TestANonsenseDocumentReplacesNoKeys(t *testing.T) {
	c, _ := newCache(&server{kid: "one"})
	answer(c.Keys(t.Context(), address, now))
	c.source = nonsense{}
	if got := answer(c.Keys(t.Context(), address, now.Add(time.Hour))); got != "one" {
		t.Errorf("got %s", got)
	}
	empty := New(nonsense{}, slog.New(slog.DiscardHandler))
	if got := answer(empty.Keys(t.Context(), address, now)); !strings.Contains(got, "the document is not a JSON Web Key Set") {
		t.Errorf("without a copy: %s", got)
	}
}

type nonsense struct{}

func (nonsense) Get(context.Context, string) (outbound.Document, error) {
	return outbound.Document{Body: []byte("<html>")}, nil
}

// CA-09: without any keys the error is the fetch's, and the next one is a minute
// away.
func TestCA09_NoKeysYet(t *testing.T) {
	s := &server{kid: "one", down: errors.New("no route")}
	c, _ := newCache(s)
	for range 100 {
		if got := answer(c.Keys(t.Context(), address, now)); got != "keys at "+address+": no route" {
			t.Errorf("got %s", got)
		}
	}
	s.down = nil
	if got := answer(c.Keys(t.Context(), address, now.Add(time.Minute))); got != "one" || s.fetches != 2 {
		t.Errorf("a minute later: %s after %d fetches", got, s.fetches)
	}
}

// CA-09: callers at once share a fetch, and none is sent away without keys. The
// first to leave does not take the fetch with it.
func TestCA09_CallersAtOnceShareAFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{kid: "one", wait: make(chan struct{})}
		c, _ := newCache(s)
		ctx, leave := context.WithCancel(t.Context())
		results := make(chan string, 50)
		for range cap(results) {
			go func() { results <- answer(c.Keys(ctx, address, now)) }()
		}
		synctest.Wait()
		leave()
		close(s.wait)
		for range cap(results) {
			if got := <-results; got != "one" {
				t.Errorf("got %s", got)
			}
		}
		if s.fetches != 1 {
			t.Errorf("%d fetches", s.fetches)
		}
	})
}
