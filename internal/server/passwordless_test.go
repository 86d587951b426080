package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/inbox"
)

// changing are a sealed state and a random id.
var changing = regexp.MustCompile(`(state=|"_id":")[\w-]+`)

func (s *system) user(address string) authd.User {
	return authd.User{ID: "email|0123456789abcdef01234567", Connection: "email", Identifier: address, Email: address, EmailVerified: true, CreatedAt: began, UpdatedAt: began}
}

// mails runs the outbox worker until address has n mails and returns them,
// newest first.
func (s *system) mails(address string, n int) []inbox.Mail {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	done := make(chan struct{})
	go func() { s.worker.Run(ctx); close(done) }()
	var list []inbox.Mail
	for len(list) < n && ctx.Err() == nil {
		if err := json.Unmarshal([]byte(s.browser().get("/dev/inbox.json?to="+url.QueryEscape(address)).body), &list); err != nil {
			s.t.Fatal(err)
		}
	}
	cancel()
	<-done
	if len(list) < n {
		s.t.Fatalf("%d mails for %s, want %d", len(list), address, n)
	}
	return list
}

func start(address string, more ...any) string {
	fields := map[string]any{"client_id": "spa", "connection": "email", "email": address, "send": "code"}
	for i := 0; i+1 < len(more); i += 2 {
		fields[more[i].(string)] = more[i+1]
	}
	body, _ := json.Marshal(fields)
	return string(body)
}

func verify(address, code string) string {
	return fmt.Sprintf(`{"connection":"email","email":%q,"verification_code":%q}`, address, code)
}

// redirectQuery is what auth0.js 8 to 10 ask of verify_redirect.
func redirectQuery(address, code string) string {
	return "/passwordless/verify_redirect?" + form("client_id", "spa", "response_type", "token id_token", "redirect_uri", callback, "scope", "openid email",
		"connection", "email", "email", address, "verification_code", code, "state", "s-9", "auth0Client", "e30=").Encode()
}

func TestContract09_VerifyDoesNotConsumeAndVerifyRedirectDoes(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	if r := b.call("/passwordless/start", start("new@example.test")); r.StatusCode != http.StatusOK || !strings.Contains(r.body, `"email_verified":false`) {
		t.Fatalf("start: %d %s", r.StatusCode, r.body)
	}
	code := s.mails("new@example.test", 1)[0].Code
	for range 3 {
		if r := b.call("/passwordless/verify", verify("new@example.test", code)); r.StatusCode != http.StatusOK {
			t.Fatalf("verify: %d %s", r.StatusCode, r.body)
		}
	}
	answer := s.fragment(b.get(redirectQuery("New@Example.test", code)))
	if answer.Get("state") != "s-9" || answer.Get("access_token") == "" {
		t.Fatalf("%v", answer)
	}
	if id := claims(answer.Get("id_token")); id["email"] != "new@example.test" || id["nonce"] != nil {
		t.Errorf("a nonce nobody sent, or another address: %v", id)
	}
	again := s.fragment(s.browser().get(redirectQuery("new@example.test", code)))
	if again.Get("error") != "unauthorized" || again.Get("error_description") != "Wrong email or verification code." || again.Get("state") != "s-9" {
		t.Errorf("the second time: %v", again)
	}
	if r := b.get(silent()); !strings.Contains(r.body, "access_token") {
		t.Errorf("no session after verify_redirect: %s", r.body)
	}
}

func TestContract09_WrongTriesCount(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.call("/passwordless/start", start(ann))
	for range 3 {
		if r := b.call("/passwordless/verify", verify(ann, "000000")); r.StatusCode != http.StatusUnauthorized {
			t.Fatalf("%d %s", r.StatusCode, r.body)
		}
	}
	if r := b.call("/passwordless/verify", verify(ann, annsCode)); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the right one after three others: %d %s", r.StatusCode, r.body)
	}
	if answer := s.fragment(b.get(redirectQuery(ann, annsCode))); answer.Get("error") == "" || answer.Has("access_token") {
		t.Errorf("%v", answer)
	}
}

// PL-02: one address gets at most 10 wrong guesses an hour and 100 a day, with
// however many codes, clients and source addresses.
func TestPL02_WrongGuessesOverAllCodesAndSources(t *testing.T) {
	s := newSystem(t, setting{"wrong_per_ip: 100/d", "wrong_per_ip: []"})
	b := s.browser()
	evaluated := 0
	for i := range 60 * 24 {
		s.clock.move(time.Minute)
		r := b.request(http.MethodPost, "/passwordless/start", strings.NewReader(start(ann)))
		r.Header.Set("Content-Type", "application/json")
		b.send(r)
		r = b.request(http.MethodPost, "/passwordless/verify", strings.NewReader(verify(ann, "000000")))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", i/250, i%250))
		switch got := b.send(r); {
		case strings.Contains(got.body, "Wrong email or verification code."):
			evaluated++
		case got.StatusCode != http.StatusTooManyRequests:
			t.Fatalf("%d %s", got.StatusCode, got.body)
		}
		if i == 59 && evaluated > 10 {
			t.Errorf("%d guesses evaluated in the first hour", evaluated)
		}
	}
	if evaluated > 100 || evaluated < 50 {
		t.Errorf("%d guesses evaluated in a day", evaluated)
	}
}

// PL-07: codes, links, cookies and tokens reach no log line and no file.
func TestPL07_SecretsStayOutOfLogsAndTheDatabase(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.call("/passwordless/start", start("eve@example.test"))
	b.atCode(ask(), "eve@example.test")
	mails := s.mails("eve@example.test", 2)
	link, err := url.Parse(mails[0].Link)
	if mails[0].Link == "" {
		link, err = url.Parse(mails[1].Link)
	}
	if err != nil {
		t.Fatal(err)
	}
	answer := b.login(ask("prompt", "login"), ann, annsCode)
	secrets := []string{mails[0].Code, mails[1].Code, link.Query().Get("token"), answer.Get("access_token"), answer.Get("id_token")}
	home, _ := url.Parse(issuer)
	for _, c := range b.Jar.Cookies(home) {
		secrets = append(secrets, c.Value)
	}
	s.Close()
	kept := s.log.String() + s.files()
	for i, secret := range secrets {
		if secret == "" || strings.Contains(kept, secret) && len(secret) > 6 || strings.Contains(s.log.String(), `"`+secret) {
			t.Errorf("secret %d is empty or was written down", i)
		}
	}
	if strings.Contains(s.log.String(), mails[0].Code) {
		t.Error("a code is in the log")
	}
}

// files is all the data folder holds.
func (s *system) files() string {
	var b strings.Builder
	err := filepath.WalkDir(s.config.DataDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		b.Write(content)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return b.String()
}

// PL-13: what a request says about hosts does not reach a mail.
func TestPL13_LinksNameTheIssuer(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	for _, name := range []string{"X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "Forwarded", "X-Host", "Referer"} {
		r := b.request(http.MethodPost, "/passwordless/start", strings.NewReader(`{"client_id":"spa","connection":"email","email":"link@example.test","send":"link","authParams":{"redirect_uri":"`+callback+`","response_type":"token","scope":"openid"}}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set(name, "evil.test")
		if got := b.send(r); got.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", name, got.StatusCode, got.body)
		}
		mail := s.mails("link@example.test", 1)[0]
		if !strings.HasPrefix(mail.Link, issuer) || strings.Contains(mail.HTML+mail.Text, "evil.test") {
			t.Errorf("%s: the mail says %s", name, mail.Link)
		}
	}
}

// PL-20, PL-33: with sign-ups off, a stranger's address is answered like a
// user's, gets no mail and makes no account.
func TestPL20_AnswersDoNotTellWhoIsAUser(t *testing.T) {
	s := newSystem(t, setting{"{name: email, strategy: email}", "{name: email, strategy: email, disable_signup: true}"})
	if _, err := s.store.FindOrCreateUser(context.Background(), s.user(ann)); err != nil {
		t.Fatal(err)
	}
	for name, act := range map[string]func(address string) reply{
		"start":      func(a string) reply { return s.browser().call("/passwordless/start", start(a)) },
		"wrong code": func(a string) reply { return s.browser().call("/passwordless/verify", verify(a, "000000")) },
		"login page": func(a string) reply {
			b := s.browser()
			return b.submit(b.get(ask()).Header.Get("Location"), "email", a)
		},
		"code page":   func(a string) reply { b := s.browser(); return b.get(b.atCode(ask(), a)) },
		"hosted code": func(a string) reply { b := s.browser(); return b.submit(b.atCode(ask(), a), "code", "000000") },
	} {
		known, unknown := act(ann), act("bob@example.test")
		if shape(known, ann) != shape(unknown, "bob@example.test") {
			t.Errorf("%s:\n%s\n%s", name, shape(known, ann), shape(unknown, "bob@example.test"))
		}
	}
	if r := s.browser().submit(s.browser().atCode(ask(), "bob@example.test"), "code", "535353"); r.StatusCode == http.StatusSeeOther {
		t.Error("a stranger logged in")
	}
	if _, err := s.store.FindUser(context.Background(), "email", "bob@example.test"); err == nil {
		t.Error("a stranger became a user")
	}
}

// PL-20: a blocked person is answered like anybody else, in as many statements,
// and gets no mail.
func TestPL20_AnswersDoNotTellWhoIsBlocked(t *testing.T) {
	s := newSystem(t)
	const other = "eve@example.test"
	if _, err := s.store.FindOrCreateUser(t.Context(), s.user(other)); err != nil {
		t.Fatal(err)
	}
	s.blockPeople()
	for name, act := range map[string]func(address string) reply{
		"start":      func(a string) reply { return s.browser().call("/passwordless/start", start(a)) },
		"wrong code": func(a string) reply { return s.browser().call("/passwordless/verify", verify(a, "000000")) },
	} {
		var blocked, unknown reply
		theirs := s.cost(func() { blocked = act(other) })
		if others := s.cost(func() { unknown = act("new@example.test") }); theirs != others {
			t.Errorf("%s: %+v for a blocked person, %+v for another", name, theirs, others)
		}
		if shape(blocked, other) != shape(unknown, "new@example.test") {
			t.Errorf("%s:\n%s\n%s", name, shape(blocked, other), shape(unknown, "new@example.test"))
		}
	}
	s.mails("new@example.test", 1)
	if inbox := s.browser().get("/dev/inbox.json").body; strings.Contains(inbox, other) || !strings.Contains(inbox, "new@example.test") {
		t.Errorf("the inbox has %s", inbox)
	}
}

// shape is a reply without what differs between any two requests.
func shape(r reply, address string) string {
	headers := r.Header.Clone()
	for _, name := range []string{"X-Request-Id", "Set-Cookie", "Location"} {
		if headers.Get(name) != "" {
			headers.Set(name, "present")
		}
	}
	text := fmt.Sprint(r.StatusCode, headers, r.body)
	for pattern, replacement := range map[string]string{address: "ADDRESS", strings.ReplaceAll(address, "@", "&#64;"): "ADDRESS"} {
		text = strings.ReplaceAll(text, pattern, replacement)
	}
	return changing.ReplaceAllString(text, "$1")
}
