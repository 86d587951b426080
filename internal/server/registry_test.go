package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
)

// twin is another instance over the same database.
func (s *system) twin() *system {
	s.t.Helper()
	other := &system{t: s.t, clock: s.clock, log: &safeBuilder{}}
	other.Server = &Server{core: &core{options: s.options, log: s.core.log, now: s.now, store: s.store, crowd: s.crowd}, config: s.written, registry: registry{written: s.written}}
	other.openMetrics()
	other.memory = other.remember(nil)
	for _, step := range []func(context.Context) error{other.openKeys, other.openRegistry, other.openWorker, other.openNotifier, other.openTLS, other.build} {
		if err := step(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
	other.current.Store(other.Server)
	return other
}

// serves reports whether a client's request for a code leads to the login page.
func (s *system) serves(clientID string) bool {
	r := s.browser().get(ask("client_id", clientID, "response_type", "code"))
	return strings.HasPrefix(r.Header.Get("Location"), "/u/login?")
}

// Whatever one instance registers, replaces or deletes, the other serves it so in
// its very next answer.
func TestEveryInstanceKnowsARegistrationAtOnce(t *testing.T) {
	here := newSystem(t, registering...)
	there := here.twin()
	c := here.register(redirects)
	if !there.serves(c.ID) || !here.serves(c.ID) {
		t.Fatal("a client is not served where it did not register")
	}
	moved := registrationIn(t, there.onRegistry(http.MethodPut, c.path(), c.Token, `{"redirect_uris":["https://a.test/"],"client_id":"`+c.ID+`"}`), http.StatusOK)
	if here.serves(c.ID) {
		t.Error("here the redirect_uri is the one before")
	}
	second := there.register(redirects)
	if !here.serves(second.ID) {
		t.Error("here the second client is not known")
	}
	if r := here.onRegistry(http.MethodDelete, moved.path(), moved.Token, ""); r.StatusCode != http.StatusNoContent {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	if r := there.browser().get(ask("client_id", c.ID, "redirect_uri", "https://a.test/", "response_type", "code")); r.StatusCode != http.StatusBadRequest {
		t.Errorf("there it is still a client: %d", r.StatusCode)
	}
	if later := here.twin(); !later.serves(second.ID) || later.serves(c.ID) {
		t.Error("an instance that starts later knows others")
	}
}

// LO-07: a client is told of a logout by an instance that has answered nobody since
// the client registered.
func TestLO07_EveryInstanceTellsARegisteredClient(t *testing.T) {
	told := make(chan string, 1)
	host := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { told <- r.FormValue("logout_token") }))
	defer host.Close()
	here := newSystem(t, registering...)
	there := here.twin()
	c := here.register(redirects + `,"backchannel_logout_uri":"` + host.URL + `"`)
	notice := authd.LogoutNotice{ID: "n", ClientID: c.ID, UserID: "email|1", SID: "s", ExpiresAt: began.Add(time.Hour)}
	if err := (currentCourier{there.core}).Send(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	if said := claims(<-told); said["aud"] != c.ID || said["sid"] != "s" {
		t.Errorf("it is told %v", said)
	}
}

func TestWithoutTheDatabaseTheKnownClientsStay(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(redirects)
	if !s.serves(c.ID) {
		t.Fatal("it is not served")
	}
	s.Close()
	if !s.serves(c.ID) {
		t.Error("without the database it is not served any more")
	}
	if !strings.Contains(s.log.String(), "registered clients cannot be read") {
		t.Error("the log does not tell")
	}
}

func TestAReloadKeepsRegisteredClients(t *testing.T) {
	s := newSystem(t, registering...)
	code := s.register(redirects)
	implicit := s.register(redirects + `,"response_types":["id_token"]`)
	is := func(when string, want map[string]bool) {
		t.Helper()
		for id, served := range want {
			if _, is := s.inForce(t.Context()).config.Directory.Clients[id]; is != served || id == code.ID && s.serves(id) != served {
				t.Errorf("%s, %s is served: %v", when, id, is)
			}
		}
	}
	is("at first", map[string]bool{code.ID: true, implicit.ID: true})
	s.reloaded(append(registering, setting{"friendly_name: Test", "friendly_name: Renamed"})...)
	is("after another name", map[string]bool{code.ID: true, implicit.ID: true})
	s.reloaded(append(registering, setting{", implicit,", ","})...)
	is("without implicit", map[string]bool{code.ID: true, implicit.ID: false})
	if !strings.Contains(s.log.String(), "registered client left out") || !strings.Contains(s.log.String(), implicit.ID) {
		t.Error("the log does not tell who is left out")
	}
	told := strings.Count(s.log.String(), "registered client left out")
	s.register(redirects)
	is("after another registration", map[string]bool{code.ID: true, implicit.ID: false})
	if again := strings.Count(s.log.String(), "registered client left out"); again != told {
		t.Errorf("the log tells it %d times, and told it %d times", again, told)
	}
	if r := s.onRegistry(http.MethodGet, implicit.path(), implicit.Token, ""); r.StatusCode != http.StatusOK {
		t.Errorf("who is left out cannot read why: %d %s", r.StatusCode, r.body)
	}
	s.reloaded(registering...)
	is("with it again", map[string]bool{code.ID: true, implicit.ID: true})
	s.reloaded()
	is("switched off", map[string]bool{code.ID: false, implicit.ID: false})
}

// A client that no rule of now accepts, however it came into the database, keeps
// nobody else from being served.
func TestADamagedRegistrationHurtsNobody(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(redirects)
	for id, metadata := range map[string]string{"dcr_a": "", "dcr_b": `{"redirect_uris":["javascript:alert(1)"],"application_type":"native"}`, "web": `{` + redirects + `}`} {
		r := authd.Registration{ClientID: id, Metadata: metadata, TokenHash: []byte("x"), CreatedAt: began, UpdatedAt: began}
		if err := s.store.CreateRegistration(t.Context(), r, 100); err != nil {
			t.Fatal(err)
		}
	}
	clients := s.inForce(t.Context()).config.Directory.Clients
	if len(clients) != len(s.written.Directory.Clients)+1 || clients["web"].Secret != websSecret || clients["web"].Registered || !s.serves(c.ID) {
		t.Errorf("there are %d clients, and web is %+v", len(clients), clients["web"])
	}
}

func TestNoMoreClientsThanMayBe(t *testing.T) {
	s := newSystem(t, append(registering, setting{"registration: {enabled: true,", "registration: {enabled: true, max_clients: 1,"})...)
	c := s.register(redirects)
	r := s.onRegistry(http.MethodPost, "/oidc/register", initialToken, "{"+redirects+"}")
	if !isError(r, http.StatusServiceUnavailable, "temporarily_unavailable") || !strings.Contains(r.body, "registration.max_clients") || r.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	s.onRegistry(http.MethodDelete, c.path(), c.Token, "")
	s.register(redirects)
}

// earn logs ann in for a client that redeems codes by Basic, and returns its tokens.
func (s *system) earn(c registered, scope string) map[string]any {
	s.t.Helper()
	b := s.browser()
	question := b.asked(ask("client_id", c.ID, "response_type", "code", "scope", scope))
	answer := answerIn(s.t, b.get(b.submit(question, "answer", "allow").Header.Get("Location")))
	return tokenSet(s.t, s.basic(c.ID+":"+c.Secret, "grant_type", "authorization_code", "code", answer.Get("code"), "redirect_uri", callback))
}

func TestTheAlgorithmThatIsRegistered(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(redirects + `,"id_token_signed_response_alg":"ES256"`)
	if got := jwtHeader(text(s.earn(c, "openid"), "id_token")); !strings.Contains(got, `"ES256"`) || !strings.Contains(s.browser().get("/.well-known/jwks.json").body, `"ES256"`) {
		t.Errorf("the ID token is signed by %s", got)
	}
	c = s.register(redirects + `,"id_token_signed_response_alg":"HS256"`)
	parts := strings.Split(text(s.earn(c, "openid"), "id_token"), ".")
	mac := hmac.New(sha256.New, []byte(c.Secret))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	if parts[2] != base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) {
		t.Errorf("the ID token is not signed with the secret that was shown: %v", parts)
	}
}

func jwtHeader(token string) string {
	header, _ := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	return string(header)
}

// CA-12: what a deleted client was given is worth nothing.
func TestCA12_ADeletedClientIsGivenNothing(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(redirects + `,"grant_types":["authorization_code","refresh_token"]`)
	set := s.earn(c, "openid offline_access")
	refresh := func(token string) reply {
		b := s.browser()
		r := b.request(http.MethodPost, "/oauth/token", strings.NewReader(form("grant_type", "refresh_token", "refresh_token", token).Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(c.ID, c.Secret)
		return b.send(r)
	}
	next := tokenSet(t, refresh(text(set, "refresh_token")))
	s.onRegistry(http.MethodDelete, c.path(), c.Token, "")
	if r := refresh(text(next, "refresh_token")); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

// CA-13: whoever owns the sector must know of every redirect_uri (OIDC Registration
// §5).
func TestCA13_TheSectorListsTheRedirects(t *testing.T) {
	document := ""
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/sector":
			fmt.Fprint(w, document)
		case "/moved":
			http.Redirect(w, r, "/sector", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer host.Close()
	s := newSystem(t, registering...)
	for _, row := range []struct{ path, document, want string }{
		{"/sector", `["https://a.test/cb","` + callback + `"]`, ""},
		{"/sector", `["https://a.test/cb"]`, "its document does not list redirect_uris[0]"},
		{"/sector", `{"redirect_uris":["` + callback + `"]}`, "must lead to a JSON array"},
		{"/moved", `["` + callback + `"]`, "could not be fetched"},
		{"/nowhere", "", "could not be fetched"},
	} {
		document = row.document
		r := s.onRegistry(http.MethodPost, "/oidc/register", initialToken, `{`+redirects+`,"sector_identifier_uri":"`+host.URL+row.path+`"}`)
		if row.want == "" && r.StatusCode != http.StatusCreated || row.want != "" && (!isError(r, http.StatusBadRequest, "invalid_client_metadata") || !strings.Contains(r.body, "sector_identifier_uri: "+row.want)) {
			t.Errorf("%s with %s: %d %s", row.path, row.document, r.StatusCode, r.body)
		}
	}
	// ID-10: the sector's host stands in for that of the redirects, which are of two.
	document = `["` + callback + `","https://a.test/cb"]`
	both := `"redirect_uris":` + document + `,"subject_type":"pairwise"`
	set := s.earn(s.register(both+`,"sector_identifier_uri":"`+host.URL+`/sector"`), "openid")
	alone := s.earn(s.register(redirects+`,"subject_type":"pairwise"`), "openid")
	if sub := claims(text(set, "id_token"))["sub"]; sub == claims(text(alone, "id_token"))["sub"] || strings.Contains(sub.(string), "|") {
		t.Errorf("two sectors are told %v", sub)
	}
}

// Requests while clients come and go: none fails for a client that stays.
func TestRegistrationsUnderLoad(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(redirects)
	stop := make(chan struct{})
	l := load{seen: map[string]int{}}
	for range 3 {
		l.workers.Go(func() { l.run(stop, func() string { return fmt.Sprint(s.serves(c.ID)) }) })
	}
	for range 30 {
		s.clock.move(time.Second)
		other := s.register(redirects)
		s.onRegistry(http.MethodDelete, other.path(), other.Token, "")
	}
	close(stop)
	l.workers.Wait()
	if len(l.seen) != 1 || l.seen["true"] == 0 {
		t.Errorf("the load met %v", l.seen)
	}
}
