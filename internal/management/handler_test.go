package management

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/people"
	"authd/internal/store"
	"authd/internal/throttle"
)

const token = "a token that is long enough not to be guessed"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// An api is the handler over a real database, on a clock that stands.
type api struct {
	*Handler
	t   *testing.T
	db  *store.DB
	log *strings.Builder
}

func newAPI(t *testing.T) *api {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite", filepath.Join(t.TempDir(), "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	log, ids := &strings.Builder{}, "abcdefgh"
	return &api{t: t, db: db, log: log, Handler: &Handler{
		Token: token, Guesses: throttle.NewLocal([]authd.Rate{{N: 3, Per: time.Hour}}), Read: db, Write: db,
		Directory: people.Directory{"email": {Name: "email", Strategy: "email"}, "sms": {Name: "sms", Strategy: "sms"}, "staff": {Name: "staff", Strategy: "email"}},
		NewID: func() string {
			id := ids[:1]
			ids = ids[1:]
			return id
		},
		Now: func() time.Time { return noon }, Log: slog.New(slog.NewTextHandler(log, nil)),
	}}
}

// do sends a request with an Authorization header (empty: none).
func (a *api) do(authorization, method, path, body string) *httptest.ResponseRecorder {
	a.t.Helper()
	r, w := httptest.NewRequest(method, path, strings.NewReader(body)), httptest.NewRecorder()
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	a.Handler.Handler().ServeHTTP(w, r)
	return w
}

// call is do with the token; the answer must have the status.
func (a *api) call(method, path, body string, status int) map[string]any {
	a.t.Helper()
	w := a.do("Bearer "+token, method, path, body)
	if w.Code != status {
		a.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	var answer map[string]any
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			a.t.Fatalf("%s: %v", w.Body, err)
		}
	}
	return answer
}

func at(id string) string { return "/api/v2/users/" + url.PathEscape(id) }

const ann = `{"connection":"email","email":"Ann@example.test","given_name":"Ann","address":{"country":"FR"}}`

// AD-01: nothing is answered without the token, whatever the path.
func TestAD01_EveryRouteNeedsTheToken(t *testing.T) {
	a := newAPI(t)
	a.Guesses = throttle.NewLocal(nil)
	if err := a.db.CreateUser(t.Context(), authd.User{ID: "email|1", Connection: "email", Identifier: "bob@example.test"}); err != nil {
		t.Fatal(err)
	}
	paths := []route{{method: "GET", path: "/api/v2/nothing"}, {method: "PUT", path: "/api/v2/users"}, {method: "GET", path: "/api/"}}
	for _, r := range append(paths, a.routes()...) {
		for name, authorization := range map[string]string{
			"none": "", "wrong": "Bearer x" + token[1:], "cut": "Bearer " + token[:len(token)-1], "longer": "Bearer " + token + "x",
			"another scheme": "Basic " + token, "empty": "Bearer ", "no scheme": token,
		} {
			w := a.do(authorization, r.method, strings.Replace(r.path, "{id}", "email%7C1", 1), ann)
			if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" || !strings.Contains(w.Body.String(), `"statusCode":401,"error":"Unauthorized"`) {
				t.Errorf("%s %s, %s: %d %s", r.method, r.path, name, w.Code, w.Body)
			}
			if users, err := a.db.ListUsers(t.Context(), "", 10); err != nil || len(users) != 1 || users[0].Email != "" {
				t.Errorf("%s %s, %s: there are %v, %v", r.method, r.path, name, users, err)
			}
		}
	}
}

// Without a token in the configuration no token is right, not even an empty one.
func TestAD06_NoTokenIsNoDefault(t *testing.T) {
	a := newAPI(t)
	a.Token = ""
	for _, authorization := range []string{"", "Bearer ", "Bearer x"} {
		if w := a.do(authorization, "GET", "/api/v2/users", ""); w.Code != http.StatusUnauthorized {
			t.Errorf("%q: %d", authorization, w.Code)
		}
	}
}

func TestWhoGuessesIsRefusedAndTheTokenStillWorks(t *testing.T) {
	a := newAPI(t)
	for i := range 5 {
		w, want := a.do("Bearer wrong", "GET", "/api/v2/users", ""), http.StatusUnauthorized
		if i >= 3 {
			want = http.StatusTooManyRequests
		}
		if w.Code != want || (w.Header().Get("Retry-After") != "") != (want == http.StatusTooManyRequests) {
			t.Errorf("guess %d: %d, Retry-After %q", i, w.Code, w.Header().Get("Retry-After"))
		}
	}
	a.call("GET", "/api/v2/users", "", http.StatusOK)
}

func TestTheLifeOfAUser(t *testing.T) {
	a := newAPI(t)
	made := a.call("POST", "/api/v2/users", ann, http.StatusCreated)
	if made["user_id"] != "email|a" || made["email"] != "ann@example.test" || made["email_verified"] != false || made["created_at"] != "2026-03-01T12:00:00Z" {
		t.Errorf("made %v", made)
	}
	path := at("email|a")
	if got := a.call("GET", path, "", http.StatusOK); got["given_name"] != "Ann" {
		t.Errorf("got %v", got)
	}
	changed := a.call("PATCH", path, `{"given_name":null,"family_name":"B","email_verified":true,"address":{"locality":"Paris"}}`, http.StatusOK)
	address, _ := changed["address"].(map[string]any)
	if _, stays := changed["given_name"]; stays || changed["family_name"] != "B" || changed["email_verified"] != true || address["country"] != "FR" || address["locality"] != "Paris" {
		t.Errorf("changed to %v", changed)
	}
	kept, err := a.db.User(t.Context(), "email|a")
	if err != nil || kept.Profile.FamilyName != "B" || kept.Profile.GivenName != "" {
		t.Errorf("kept %+v, %v", kept, err)
	}
	a.call("DELETE", path, "", http.StatusNoContent)
	a.call("DELETE", path, "", http.StatusNoContent)
	if got := a.call("GET", path, "", http.StatusNotFound); got["errorCode"] != "inexistent_user" || got["message"] != "The user does not exist." {
		t.Errorf("got %v", got)
	}
	// AD-07, AD-08: what was done is in the log, and nothing of the person but the id.
	for _, line := range []string{`did=create`, `did=change`, `did=delete`, `user_id=email|a`} {
		if !strings.Contains(a.log.String(), line) {
			t.Errorf("the log lacks %s", line)
		}
	}
	// AD-04: the token is in no log, and nor is anything that is known of Ann.
	for _, word := range []string{token, "ann@example.test", "Paris"} {
		if strings.Contains(a.log.String(), word) {
			t.Errorf("the log has %s", word)
		}
	}
}

// AD-05, PL-17: what is not known, or not theirs to say, is refused by name and
// changes nothing.
func TestAD05_WhatIsRefused(t *testing.T) {
	a := newAPI(t)
	a.call("POST", "/api/v2/users", ann, http.StatusCreated)
	a.call("POST", "/api/v2/users", `{"connection":"email","email":"bob@example.test"}`, http.StatusCreated)
	before := a.call("GET", at("email|a"), "", http.StatusOK)
	for _, row := range []struct {
		method, path, body string
		status             int
		code, words        string
	}{
		{"POST", "/api/v2/users", ann, 409, "user_exists", "already exists"},
		{"POST", "/api/v2/users", `{"connection":"email","email":"c@example.test","user_id":"x"}`, 400, "invalid_body", "user_id: "},
		{"POST", "/api/v2/users", `{"connection":"email","email":"c@example.test","app_metadata":{"roles":["admin"]}}`, 400, "invalid_body", "app_metadata: "},
		{"POST", "/api/v2/users", `{"connection":"nowhere","email":"c@example.test"}`, 400, "invalid_body", "email, sms, staff"},
		{"POST", "/api/v2/users", `{`, 400, "invalid_body", "one JSON object"},
		{"POST", "/api/v2/users", `{"name":"` + strings.Repeat("x", 1<<17) + `"}`, 413, "invalid_body", "64 KB"},
		{"POST", "/api/v2/users?dry_run=true", ann, 400, "invalid_query_string", "dry_run: "},
		{"PATCH", at("email|a"), `{"connection":"sms"}`, 400, "invalid_body", "cannot be changed"},
		{"PATCH", at("email|a"), `{"updated_at":"2020-01-01T00:00:00Z"}`, 400, "invalid_body", "cannot be changed"},
		{"PATCH", at("email|a"), `{"Blocked":true}`, 400, "invalid_body", "did you mean blocked?"},
		{"PATCH", at("email|a"), `{"email":"bob@example.test"}`, 409, "user_exists", ""},
		{"PATCH", at("email|z"), `{"name":"x"}`, 404, "inexistent_user", ""},
		{"GET", at("email|a") + "?fields=email", "", 400, "invalid_query_string", "fields: "},
		{"DELETE", at("email|a") + "?soft=1", "", 400, "invalid_query_string", "soft: "},
		{"GET", "/api/v2/users?per_page=5", "", 400, "invalid_query_string", "per_page: is not known here; there are: take, from"},
		{"GET", "/api/v2/users?take=0", "", 400, "invalid_query_string", "from 1 to 100"},
		{"GET", "/api/v2/users?take=101", "", 400, "invalid_query_string", "from 1 to 100"},
		{"GET", "/api/v2/users?take=x", "", 400, "invalid_query_string", "from 1 to 100"},
		{"GET", "/api/v2/users?take=1&take=2", "", 400, "invalid_query_string", "more than once"},
		{"GET", "/api/v2/users?from=%zz", "", 400, "invalid_query_string", "cannot be read"},
		{"GET", "/api/v2/users-by-email", "", 400, "invalid_query_string", "email: is missing"},
		{"PUT", "/api/v2/users", "", 404, "", "/api/v2/openapi.json"},
	} {
		got := a.call(row.method, row.path, row.body, row.status)
		if code, _ := got["errorCode"].(string); code != row.code || !strings.Contains(got["message"].(string), row.words) || got["error"] != http.StatusText(row.status) {
			t.Errorf("%s %s %.60s: %v", row.method, row.path, row.body, got)
		}
	}
	if after := a.call("GET", at("email|a"), "", http.StatusOK); after["updated_at"] != before["updated_at"] {
		t.Errorf("changed from %v to %v", before, after)
	}
}

// AD-03: pages hold everybody once, and what from says is an id and never a
// statement.
func TestAD03_Pages(t *testing.T) {
	a := newAPI(t)
	for _, address := range []string{"e", "d", "c", "b", "a"} {
		a.call("POST", "/api/v2/users", `{"connection":"email","email":"`+address+`@example.test"}`, http.StatusCreated)
	}
	var seen []string
	for next, more := "", true; more; {
		got := a.call("GET", "/api/v2/users?take=2&from="+url.QueryEscape(next), "", http.StatusOK)
		for _, u := range got["users"].([]any) {
			seen = append(seen, u.(map[string]any)["user_id"].(string))
		}
		next, more = got["next"].(string)
	}
	if strings.Join(seen, " ") != "email|a email|b email|c email|d email|e" {
		t.Errorf("seen %v", seen)
	}
	if got := a.call("GET", "/api/v2/users?take=5", "", http.StatusOK); len(got["users"].([]any)) != 5 || got["next"] != nil {
		t.Errorf("a page that holds all: %v", got)
	}
	for _, from := range []string{"zzz", "zzz' OR '1'='1", "zzz\x00", "zzz;DROP TABLE users"} {
		if got := a.call("GET", "/api/v2/users?from="+url.QueryEscape(from), "", http.StatusOK); len(got["users"].([]any)) != 0 {
			t.Errorf("%q: %v", from, got)
		}
	}
	a.call("GET", "/api/v2/users", "", http.StatusOK)
}

func TestUsersByEmail(t *testing.T) {
	a := newAPI(t)
	a.call("POST", "/api/v2/users", `{"connection":"email","email":"ann@example.test"}`, http.StatusCreated)
	a.call("POST", "/api/v2/users", `{"connection":"staff","email":"ann@example.test"}`, http.StatusCreated)
	for query, want := range map[string]string{"ANN@example.test": "email|a email|b", "bob@example.test": "", "no address": ""} {
		w := a.do("Bearer "+token, "GET", "/api/v2/users-by-email?email="+url.QueryEscape(query), "")
		var found []people.Record
		if err := json.Unmarshal(w.Body.Bytes(), &found); err != nil || found == nil {
			t.Fatalf("%s: %s, %v", query, w.Body, err)
		}
		var ids []string
		for _, u := range found {
			ids = append(ids, u.UserID)
		}
		if strings.Join(ids, " ") != want {
			t.Errorf("%s: %v", query, ids)
		}
	}
}

// A racer is a writer before whom others write first, so many times.
type racer struct {
	Writer
	first int
}

func (r *racer) UpdateUser(ctx context.Context, before, u authd.User) error {
	if r.first--; r.first >= 0 {
		return authd.ErrConflict
	}
	return r.Writer.UpdateUser(ctx, before, u)
}

func TestAChangeIsMadeAgainAfterALogin(t *testing.T) {
	a := newAPI(t)
	a.call("POST", "/api/v2/users", ann, http.StatusCreated)
	a.Write = &racer{a.db, 2}
	a.call("PATCH", at("email|a"), `{"name":"A"}`, http.StatusOK)
	a.Write = &racer{a.db, 3}
	if got := a.call("PATCH", at("email|a"), `{"name":"B"}`, http.StatusConflict); got["errorCode"] != "user_changed" {
		t.Errorf("got %v", got)
	}
}

// A broken reader is a database that is away.
type broken struct{ Reader }

func (broken) User(context.Context, string) (authd.User, error) {
	return authd.User{}, errors.New("dial secret-host: refused")
}

// AD-04: what went wrong inside stands in the log alone.
func TestAD04_AFailureTellsNothing(t *testing.T) {
	a := newAPI(t)
	a.Read = broken{}
	got := a.call("GET", at("email|a"), "", http.StatusInternalServerError)
	if strings.Contains(got["message"].(string), "secret-host") || !strings.Contains(a.log.String(), "secret-host") {
		t.Errorf("told %v, logged %s", got, a.log)
	}
}
