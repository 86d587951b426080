package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"authd/internal/rig"
)

func testKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// at is a site whose server is h.
func at(t *testing.T, h http.HandlerFunc) *site {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	s := &site{stranger: rig.NewPerson(server.URL+"/", 0, http.DefaultTransport)}
	for i := range connections {
		s.people, s.access = append(s.people, rig.NewPerson(server.URL+"/", i, http.DefaultTransport)), append(s.access, "token")
	}
	return s
}

func TestNoRowTakesAWrongAnswer(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"nothing":              func(http.ResponseWriter, *http.Request) {},
		"JSON of nothing":      func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") },
		"an error in JSON":     func(w http.ResponseWriter, _ *http.Request) { http.Error(w, `{"error":"server_error"}`, 500) },
		"an error by callback": redirect(rig.Callback + "#error=login_required"),
		"elsewhere":            redirect("https://elsewhere.example/#access_token=a&id_token=b&code=c"),
		"all of it with 500":   everything(http.StatusInternalServerError),
	} {
		s := at(t, answer)
		for _, r := range rows {
			w, err := r.prepare(t.Context(), s, connections)
			if err == nil {
				_, err = w.ask(t.Context(), 0)
			}
			if err == nil {
				t.Errorf("%s takes %s", r.key, name)
			}
		}
	}
}

func TestEveryRowTakesARightAnswer(t *testing.T) {
	redirected, given := everything(http.StatusFound), everything(http.StatusOK)
	s := at(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/authorize" {
			redirected(w, r)
			return
		}
		given(w, r)
	})
	for _, r := range rows {
		w, err := r.prepare(t.Context(), s, connections)
		if err == nil {
			_, err = w.ask(t.Context(), 0)
		}
		if err != nil {
			t.Errorf("%s: %v", r.key, err)
		}
	}
}

// everything is what each row looks for, with a status.
func everything(status int) http.HandlerFunc {
	var answers atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		location := rig.Callback + "#access_token=a&id_token=b&code=c"
		if r.URL.Query().Get("prompt") == "" {
			location = "/u/login?state=s"
		}
		w.Header().Set("Location", location)
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"kid":1,"authorization_endpoint":2,"email":"person0@rig.test","started":"new0@rig.test","access_token":"a","id_token":"i","refresh_token":"r%d"}`, answers.Add(1))
	}
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

func TestTokensThatAreMissing(t *testing.T) {
	some := url.Values{"access_token": {"a"}, "id_token": {""}}
	if err := has(nil, some, "access_token"); err != nil {
		t.Error(err)
	}
	if err := has(nil, some, "access_token", "id_token"); !errors.Is(err, errWrong) {
		t.Errorf("an ID token that is empty: %v", err)
	}
	whole := rig.Set{Status: 200, Access: "a", ID: "i"}
	if signed, err := granted(whole, nil); err != nil || len(signed) != 1 || signed[0] != "i" {
		t.Errorf("%v, %v", signed, err)
	}
	for name, set := range map[string]rig.Set{
		"no ID token":     {Status: 200, Access: "a"},
		"no access token": {Status: 200, ID: "i"},
		"refused":         {Status: 400, Access: "a", ID: "i"},
	} {
		if _, err := granted(set, nil); !errors.Is(err, errWrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARefreshTokenThatStaysTheSameIsWrong(t *testing.T) {
	next := 0
	s := at(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/authorize" {
			redirect(rig.Callback+"?code=c")(w, r)
			return
		}
		next++
		fmt.Fprintf(w, `{"access_token":"a","id_token":"i","refresh_token":"r%d"}`, min(next, connections+1))
	})
	w, err := rotation(t.Context(), s, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ask(t.Context(), 0); err != nil {
		t.Errorf("a new token: %v", err)
	}
	if _, err := w.ask(t.Context(), 0); !errors.Is(err, errWrong) {
		t.Errorf("the same once more: %v", err)
	}
}

// token is a JWT of an issuer, signed with RS256.
func token(t *testing.T, key *rsa.PrivateKey, issuer string) string {
	t.Helper()
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	text := part(`{"alg":"RS256"}`) + "." + part(`{"iss":"`+issuer+`","exp":`+strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)+`}`)
	h := crypto.SHA256.New()
	h.Write([]byte(text))
	signed, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, h.Sum(nil))
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + part(string(signed))
}

func TestSignaturesAreVerified(t *testing.T) {
	mine, other := testKey(t), testKey(t)
	keys := &oidc.StaticKeySet{PublicKeys: []crypto.PublicKey{mine.Public()}}
	s := &site{verifier: oidc.NewVerifier("https://a.test/", keys, &oidc.Config{SkipClientIDCheck: true})}
	good := token(t, mine, "https://a.test/")
	if err := s.verify(t.Context(), []string{good, good}); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]string{"another key": token(t, other, "https://a.test/"), "another issuer": token(t, mine, "https://b.test/"), "none": ""} {
		if err := s.verify(t.Context(), []string{good, bad}); !errors.Is(err, errWrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDrivingEndsWithTheFirstWrongAnswer(t *testing.T) {
	_, err := drive(t.Context(), 10*connections, func(_ context.Context, i int) ([]string, error) {
		if i == connections+5 {
			return nil, errWrong
		}
		return []string{"t"}, nil
	})
	if !errors.Is(err, errWrong) {
		t.Errorf("%v", err)
	}
}

func TestDrivingKeepsToConnectionsAndSamples(t *testing.T) {
	last := [connections]int{}
	l, err := drive(t.Context(), 4*connections, func(_ context.Context, i int) ([]string, error) {
		last[i%connections]++ // under the race detector: only one at a time may be here
		return []string{strconv.Itoa(i)}, nil
	})
	if err != nil || len(l.latencies) != 4*connections || strings.Join(l.signed, " ") != "0 32 64 96" {
		t.Errorf("%d latencies, sample %v, %v", len(l.latencies), l.signed, err)
	}
	for c, n := range last {
		if n != 4 {
			t.Errorf("connection %d sent %d", c, n)
		}
	}
}

func TestTheFloorSigns(t *testing.T) {
	key := testKey(t)
	w := httptest.NewRecorder()
	signer(key).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/2", nil))
	lines := strings.Fields(w.Body.String())
	if len(lines) != 2 {
		t.Fatalf("%d %q", w.Code, w.Body)
	}
	for _, line := range lines {
		signed, err := base64.RawURLEncoding.DecodeString(line)
		if err == nil {
			err = rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], signed)
		}
		if err != nil {
			t.Error(err)
		}
	}
}
