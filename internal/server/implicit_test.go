package server

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/config/migrate"
	"authd/internal/oauth"
)

// value is that of one line of /metrics, "" when there is none.
func (s *system) value(line string) string { return strings.TrimPrefix(s.metric(line), line+" ") }

func implicitTotal(client string) string { return `authd_implicit_total{client="` + client + `"}` }

func implicitLast(client string) string {
	return `authd_implicit_last_used_timestamp_seconds{client="` + client + `"}`
}

// IM-06: the start names the clients that may be given tokens in the front
// channel, and who has none of them yet is told from who cannot have one.
func TestIM06_TheStartNamesTheClients(t *testing.T) {
	s := newSystem(t)
	if !strings.Contains(s.log.String(), `client_ids="deaf spa web"`) {
		t.Errorf("%s", s.log.String())
	}
	for client, want := range map[string]string{"deaf": "0", "spa": "0", "web": "0", "code-only": "", "otp": ""} {
		if got := s.value(implicitTotal(client)); got != want {
			t.Errorf("%s: %q, want %q", client, got, want)
		}
		if got := s.value(implicitLast(client)); got != "" {
			t.Errorf("%s was last used at %s", client, got)
		}
	}
}

// IM-06: every token given is counted; a warning comes once a client and hour.
func TestIM06_EveryUseIsCounted(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	warnings := func(client string) int {
		return strings.Count(s.log.String(), `msg="implicit flow used" client_id=`+client+" ")
	}
	holds := func(step, client, total string, warned int) {
		t.Helper()
		if got := s.value(implicitTotal(client)); got != total || warnings(client) != warned {
			t.Errorf("%s: %s tokens and %d warnings, want %s and %d", step, got, warnings(client), total, warned)
		}
	}
	b.login(ask(), ann, annsCode)
	holds("a login", "spa", "1", 1)
	s.clock.move(time.Second) // else the login is as fresh as max_age=0 asks
	for _, responseType := range []string{"token", "id_token", "token id_token"} {
		b.get(silent("response_type", responseType))
	}
	holds("renewals", "spa", "4", 1)
	b.get(ask("client_id", "web", "response_type", "code token"))
	holds("a hybrid of another client", "web", "1", 1)
	b.get(ask("client_id", "web", "response_type", "code"))
	b.get(silent("response_type", "code"))
	b.get(silent("max_age", "0"))
	s.browser().get(ask())
	holds("codes", "web", "1", 1)
	holds("refusals and unfinished logins", "spa", "4", 1)

	s.clock.move(59*time.Minute + 58*time.Second)
	b.get(silent())
	holds("within the hour", "spa", "5", 1)
	if got, err := strconv.ParseFloat(s.value(implicitLast("spa")), 64); err != nil || int64(got) != began.Add(time.Hour-time.Second).Unix() {
		t.Errorf("last used %f, %v", got, err)
	}
	s.clock.move(time.Second)
	b.get(silent())
	holds("the next hour", "spa", "6", 2)
	holds("the next hour", "web", "1", 1)
}

// change moves client spa by a step of "authd client migrate-pkce".
func (s *system) change(text string, step migrate.Step) string {
	s.t.Helper()
	plan, err := migrate.Make(migrate.Source{Name: "test.yaml", Data: []byte(text), Lookup: func(string) (string, bool) { return "", false }}, "spa", step)
	if err != nil {
		s.t.Fatal(err)
	}
	snapshot, err := read(string(plan.Data), s.config.DataDir)
	if err != nil {
		s.t.Fatal(err)
	}
	s.reconfigure(func(d *authd.Directory) { *d = snapshot.Directory })
	return string(plan.Data)
}

// IM-07: one client's old and new page both work while it is moved. After the
// switch the old one is told that it may not, and the new one notices nothing.
func TestIM07_BothPagesWorkUntilTheSwitch(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	old := func() string { return b.get(silent()).body }
	page := []string{"response_type", "code", "scope", online, "nonce", "-", "code_challenge", challenge, "code_challenge_method", "S256"}
	fresh := func() string { return answerIn(t, b.get(ask(page...))).Get("code") }
	redeem := func(code string) reply {
		return s.redeem(code, "client_id", "spa", "client_secret", "-", "code_verifier", verifier)
	}
	b.login(ask(), ann, annsCode)
	if r := b.get(ask(page...)); answerIn(t, r).Get("error") != oauth.UnauthorizedClient {
		t.Fatalf("codes before they are allowed: %s", r.Header.Get("Location"))
	}

	both := s.change(settings, migrate.AllowCodes)
	refreshToken := text(tokenSet(t, redeem(fresh())), "refresh_token")
	if !strings.Contains(old(), "access_token") || refreshToken == "" {
		t.Errorf("while both are allowed: %s", old())
	}
	held := fresh()

	s.change(both, migrate.CodesOnly)
	if r := b.get(ask()); s.fragment(r).Get("error") != oauth.UnauthorizedClient {
		t.Errorf("the old page: %s", r.Header.Get("Location"))
	}
	if body := old(); !strings.Contains(body, oauth.UnauthorizedClient) || strings.Contains(body, "access_token") {
		t.Errorf("the old page, silently: %s", body)
	}
	tokenSet(t, redeem(held))
	tokenSet(t, redeem(fresh()))
	tokenSet(t, s.token("grant_type", "refresh_token", "client_id", "spa", "refresh_token", refreshToken))
	for i := range page {
		if strings.HasPrefix(page[i], "code_challenge") {
			page[i+1] = "-"
		}
	}
	if r := b.get(ask(page...)); answerIn(t, r).Get("error") != oauth.InvalidRequest {
		t.Errorf("a code without PKCE: %s", r.Header.Get("Location"))
	}
}

// IM-09: implicit switched off reaches logins that are under way, whichever door
// they go through, and nobody is given a token by beginning once more.
func TestIM09_EveryWayBackIsClosed(t *testing.T) {
	const started = "waiting@example.test"
	params := map[string]string{"redirect_uri": callback, "response_type": "token", "scope": "openid", "state": "s-1"}
	for name, off := range map[string]func(*authd.Client){
		"the grant": func(c *authd.Client) { c.GrantTypes.V = nil },
		"the response type": func(c *authd.Client) {
			c.ResponseTypes.V, c.ResponseTypes.Set = []oauth.ResponseType{oauth.IDToken}, true
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t)
			b, link := s.browser(), s.browser()
			atCode := b.atCode(ask(), ann)
			if r := link.call("/passwordless/start", start(started, "send", "link", "authParams", params)); r.StatusCode != http.StatusOK {
				t.Fatalf("%d %s", r.StatusCode, r.body)
			}
			mailed := strings.TrimPrefix(s.mails(started, 1)[0].Link, strings.TrimSuffix(issuer, "/"))
			link.call("/passwordless/start", start("bob@example.test"))
			s.reconfigure(func(d *authd.Directory) {
				c := d.Clients["spa"]
				off(&c)
				d.Clients["spa"] = c
			})
			for way, r := range map[string]reply{
				"the hosted login":          b.get(b.submit(atCode, "code", annsCode).Header.Get("Location")),
				"the session it began":      b.get(ask()),
				"a new login":               s.browser().get(ask("prompt", "login")),
				"the mailed link":           link.get(link.submit(mailed).Header.Get("Location")),
				"a code by verify_redirect": s.browser().get(redirectQuery("bob@example.test", "535353")),
			} {
				if a := answerIn(t, r); a.Get("error") != oauth.UnauthorizedClient || a.Has("access_token") || a.Has("id_token") {
					t.Errorf("%s: %d %s", way, r.StatusCode, r.Header.Get("Location"))
				}
			}
			if r := s.browser().call("/passwordless/start", start("late@example.test", "send", "link", "authParams", params)); !strings.Contains(r.body, "bad.authParams") {
				t.Errorf("a link may still be asked for: %d %s", r.StatusCode, r.body)
			}
		})
	}
}
