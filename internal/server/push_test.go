package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"authd/internal/store"
)

// push sends a request of client web to /oauth/par; more replaces fields, "-"
// drops one.
func (s *system) push(more ...string) reply {
	s.t.Helper()
	fields := form("client_id", "web", "client_secret", websSecret, "redirect_uri", callback, "response_type", "code", "scope", "openid", "state", "pushed", "nonce", "n-1")
	for i := 0; i+1 < len(more); i += 2 {
		if fields.Set(more[i], more[i+1]); more[i+1] == "-" {
			fields.Del(more[i])
		}
	}
	b := s.browser()
	r := b.request(http.MethodPost, "/oauth/par", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

// pushed is the address of a request that was pushed.
func (s *system) pushed(more ...string) string {
	s.t.Helper()
	r := s.push(more...)
	var answer struct {
		URI string `json:"request_uri"`
		In  int    `json:"expires_in"`
	}
	if err := json.Unmarshal([]byte(r.body), &answer); err != nil || r.StatusCode != http.StatusCreated || answer.In != 60 ||
		!strings.HasPrefix(answer.URI, "urn:ietf:params:oauth:request_uri:") || !strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
		s.t.Fatalf("%d %s %v", r.StatusCode, r.body, r.Header)
	}
	return "/authorize?" + form("client_id", "web", "request_uri", answer.URI).Encode()
}

// through is the answer to a request that leads through the login pages.
func (b *browser) through(request string) url.Values {
	b.s.t.Helper()
	return answerIn(b.s.t, b.get(b.submit(b.atCode(request, ann), "code", annsCode).Header.Get("Location")))
}

// ID-16: what was pushed is asked for, and nothing that stands beside it.
func TestID16_APushedRequestIsAnswered(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	front := b.login(ask(), ann, annsCode)
	if front.Get("access_token") == "" {
		t.Fatal("nobody is logged in")
	}
	a := answerIn(t, b.get(s.pushed("audience", api, "scope", "openid read:orders")+"&scope=openid&state=other&redirect_uri=https://evil.test/&response_type=token&response_mode=fragment&prompt=none"))
	set := tokenSet(t, s.redeem(a.Get("code")))
	if a.Get("state") != "pushed" || a.Get("access_token") != "" || set["scope"] != "openid read:orders" {
		t.Errorf("%v %v", a, set)
	}
	if r := b.get(s.pushed() + "&request_uri=x"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("twice in an address: %d", r.StatusCode)
	}
}

// ID-16: through a login, which may be begun again until it is through.
// RC-06: it is answered once.
func TestRC06_APushedRequestIsAnsweredOnce(t *testing.T) {
	s := newSystem(t)
	request := s.pushed("max_age", "3600")
	b, slow := s.browser(), s.browser()
	b.get(request)
	slowly := slow.atCode(request, ann)
	if a := b.through(request); a.Get("code") == "" || a.Get("state") != "pushed" {
		t.Errorf("after a login: %v", a)
	}
	again := answerIn(t, b.get(request))
	later := answerIn(t, slow.get(slow.submit(slowly, "code", annsCode).Header.Get("Location")))
	for name, a := range map[string]url.Values{"again": again, "another login that took longer": later} {
		if a.Get("error") != "invalid_request_uri" || a.Get("code") != "" || a.Get("state") != "pushed" {
			t.Errorf("%s: %v", name, a)
		}
	}
	for range 10 {
		one, replies := s.pushed(), make(chan reply)
		for range 8 {
			go func() { replies <- b.get(one) }()
		}
		won := 0
		for range 8 {
			if a := answerIn(t, <-replies); a.Get("code") != "" {
				won++
			} else if a.Get("error") != "invalid_request_uri" {
				t.Errorf("%v", a)
			}
		}
		if won != 1 {
			t.Fatalf("%d winners", won)
		}
	}
}

// ID-16: it is its client's alone, lives a minute to begin with, and cannot be
// altered. Whoever made such an address is told nothing at a redirect.
func TestID16_WhatIsNoPushedRequest(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	request := s.pushed()
	late := s.pushed()
	for name, path := range map[string]string{
		"another client": strings.Replace(request, "client_id=web", "client_id=twin", 1),
		"no client":      strings.Replace(request, "client_id=web&", "", 1),
		"altered":        request + "A",
		"invented":       "/authorize?client_id=web&request_uri=urn:ietf:params:oauth:request_uri:x&redirect_uri=" + callback,
	} {
		if r := b.get(path); r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.Header.Get("Location"))
		}
	}
	s.clock.move(time.Minute - time.Millisecond)
	if a := answerIn(t, b.get(request)); a.Get("code") == "" {
		t.Errorf("in time: %v", a)
	}
	s.clock.move(time.Millisecond)
	if r := b.get(late); r.StatusCode != http.StatusBadRequest {
		t.Errorf("too late: %d", r.StatusCode)
	}
	if r := b.get(ask("request_uri", "https://app.test/request.jwt")); !strings.Contains(r.Header.Get("Location"), "request_uri_not_supported") {
		t.Errorf("a foreign request_uri: %d %s", r.StatusCode, r.Header.Get("Location"))
	}
}

// ID-16, CA-03: a client proves who it is as at the token endpoint, and is told what
// is wrong with its request before a browser is sent.
func TestID16_WhatCannotBePushed(t *testing.T) {
	s := newSystem(t)
	for name, row := range map[string]struct {
		more   []string
		status int
		code   string
	}{
		"a wrong secret":            {[]string{"client_secret", "x"}, 401, "invalid_client"},
		"no secret":                 {[]string{"client_secret", "-"}, 401, "invalid_client"},
		"no client":                 {[]string{"client_id", "-"}, 401, "invalid_client"},
		"a request_uri":             {[]string{"request_uri", "urn:x"}, 400, "invalid_request"},
		"a foreign redirect_uri":    {[]string{"redirect_uri", "https://evil.test/"}, 400, "invalid_request"},
		"no response_type":          {[]string{"response_type", "-"}, 400, "invalid_request"},
		"a grant it may not use":    {[]string{"client_id", "twin", "client_secret", "twins-secret", "response_type", "token"}, 400, "unauthorized_client"},
		"an unknown resource":       {[]string{"resource", "https://nowhere.test"}, 400, "invalid_target"},
		"a public client, no PKCE":  {[]string{"client_id", "mobile", "client_secret", "-"}, 400, "invalid_request"},
		"more than a login carries": {[]string{"state", strings.Repeat("ü", 9<<10)}, 400, "invalid_request"},
	} {
		if r := s.push(row.more...); !isError(r, row.status, row.code) {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
	s.pushed("client_id", "mobile", "client_secret", "-", "code_challenge", challenge, "code_challenge_method", "S256")
}

// ID-16: a client that must push cannot begin elsewhere.
func TestID16_AClientThatMustPush(t *testing.T) {
	s := newSystem(t, setting{"name: A web application", "require_pushed_authorization_requests: true\n    name: A web application"})
	b := s.browser()
	b.login(ask(), ann, annsCode)
	if a := answerIn(t, b.get(ask("client_id", "web", "response_type", "code"))); a.Get("error") != "invalid_request" || a.Get("code") != "" {
		t.Errorf("in the address: %v", a)
	}
	if a := answerIn(t, b.get(s.pushed())); a.Get("code") == "" {
		t.Errorf("pushed: %v", a)
	}
	if a := s.browser().through(s.pushed()); a.Get("code") == "" { // the login pages read the request again
		t.Errorf("pushed, through a login: %v", a)
	}
}

// To push costs nothing, and its answer one write more than another.
func TestPushingWritesNothing(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	var request string
	if got := s.cost(func() { request = s.pushed() }); got != (store.Counts{}) {
		t.Errorf("pushing: %+v", got)
	}
	if got := s.cost(func() { b.get(request) }); got != (store.Counts{Reads: 1, Writes: 1}) {
		t.Errorf("answering: %+v", got)
	}
}

// RFC 9126 §3: a request object may be pushed. What it says is what is asked, also
// when it has expired by then, and one that is not signed right is refused at once.
func TestID15_APushedRequestObject(t *testing.T) {
	key := newSigner(t)
	s := newSystem(t, byWeb(key))
	said := map[string]any{
		"iss": "web", "aud": issuer, "client_id": "web", "response_type": "code", "redirect_uri": callback, "scope": "openid",
		"state": "signed", "nonce": "n-signed", "exp": s.clock.Now().Add(time.Second).Unix(),
	}
	request := s.pushed("request", key.object(said), "state", "loose")
	s.clock.move(30 * time.Second)
	if a := s.browser().through(request); a.Get("state") != "signed" || a.Get("code") == "" {
		t.Errorf("got %v", a)
	}
	if r := s.push("request", newSigner(t).object(said)); !isError(r, http.StatusBadRequest, "invalid_request_object") {
		t.Errorf("by a stranger: %d %s", r.StatusCode, r.body)
	}
}

// ID-15, RFC 9126 §3: of an object that is pushed, nothing need stand beside it, and
// nothing that does counts.
func TestID15_APushedObjectIsTheWholeRequest(t *testing.T) {
	key := newSigner(t)
	s := newSystem(t, byWeb(key))
	signed := func(changes ...string) string {
		said := map[string]any{"iss": "web", "aud": issuer, "client_id": "web", "response_type": "code", "redirect_uri": callback, "scope": "openid"}
		for i := 0; i+1 < len(changes); i += 2 {
			if said[changes[i]] = changes[i+1]; changes[i+1] == "" {
				delete(said, changes[i])
			}
		}
		return key.object(said)
	}
	bare := []string{"redirect_uri", "-", "response_type", "-", "scope", "-", "state", "-", "nonce", "-"}
	if a := s.browser().through(s.pushed(append(bare, "request", signed())...)); a.Get("code") == "" {
		t.Errorf("nothing beside it: %v", a)
	}
	a := s.browser().through(s.pushed("redirect_uri", "https://stranger.example/", "scope", "openid email", "code_challenge", challenge, "code_challenge_method", "S256", "request", signed()))
	id := claims(text(tokenSet(t, s.redeem(a.Get("code"))), "id_token"))
	if a.Has("state") || id["email"] != nil || id["nonce"] != nil {
		t.Errorf("what stood beside it counted: %v, %v", a, id)
	}
	h := s.holder()
	proved := func(object string) reply {
		return h.post("/oauth/par", "client_id", "web", "client_secret", websSecret, "request", object)
	}
	if r := proved(signed("dpop_jkt", h.thumbprint())); r.StatusCode != http.StatusCreated {
		t.Errorf("the key that is signed, and its proof: %d %s", r.StatusCode, r.body)
	}
	for name, row := range map[string]struct {
		r    reply
		want string
	}{
		"no client_id in it":            {s.push("request", signed("client_id", "")), "invalid_request_object"},
		"another client_id in it":       {s.push("request", signed("client_id", "twin")), "invalid_request_object"},
		"another response_type outside": {s.push("request", signed(), "response_type", "code id_token"), "invalid_request_object"},
		"a response_type only outside":  {s.push("request", signed("response_type", "")), "invalid_request_object"},
		"none at all":                   {s.push("request", signed("response_type", ""), "response_type", "-"), "invalid_request"},
		"a redirect_uri only outside":   {s.push("request", signed("redirect_uri", "")), "invalid_request"},
		"another key than the proof's":  {proved(signed("dpop_jkt", s.holder().thumbprint())), "invalid_dpop_proof"},
	} {
		if !isError(row.r, http.StatusBadRequest, row.want) {
			t.Errorf("%s: %d %s", name, row.r.StatusCode, row.r.body)
		}
	}
}
