package delivery

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

func message() Message {
	return Message{
		ID: "mail-1", To: "ann@example.com", Subject: "Your code for Käse", Date: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC),
		Text: "Your code:\n\n    042042\n", HTML: "<p>042042</p>", Code: "042042",
	}
}

func send(t *testing.T, s SMTPSettings, m Message) error {
	t.Helper()
	sender, err := NewSMTP(s)
	if err != nil {
		t.Fatal(err)
	}
	return sender.Send(t.Context(), m)
}

// starttls and the like say how a test's server differs from one that offers
// neither encryption nor login.
func starttls(s *smtp.Server) { s.AllowInsecureAuth = false }
func implicit(s *smtp.Server) { s.Addr = "implicit" }

func TestAMailArrivesAsItWasWritten(t *testing.T) {
	server := (&mailServer{}).start(t, nil)
	if err := send(t, server.settings("none"), message()); err != nil {
		t.Fatal(err)
	}
	if len(server.taken()) != 1 {
		t.Fatalf("the server has %d mails", len(server.taken()))
	}
	got := server.taken()[0]
	if got.from != "no-reply@shop.test" || got.to != "ann@example.com" {
		t.Errorf("envelope from %q to %q", got.from, got.to)
	}
	letter, err := netmail.ReadMessage(strings.NewReader(got.data))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	for name, pair := range map[string][2]string{
		"Subject":        {subject, "Your code for Käse"},
		"From":           {letter.Header.Get("From"), `"Shop" <no-reply@shop.test>`},
		"To":             {letter.Header.Get("To"), "<ann@example.com>"},
		"Message-ID":     {letter.Header.Get("Message-ID"), "<mail-1@shop.test>"},
		"Date":           {letter.Header.Get("Date"), "Wed, 02 Jan 2030 03:04:05 +0000"},
		"Auto-Submitted": {letter.Header.Get("Auto-Submitted"), "auto-generated"},
		"X-Mailer":       {letter.Header.Get("X-Mailer"), ""},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", name, pair[0], pair[1])
		}
	}
	if text, html := parts(t, letter); text != "Your code:\r\n\r\n    042042\r\n" || html != "<p>042042</p>" {
		t.Errorf("text %q, html %q", text, html)
	}
}

// parts reads the two alternatives of a letter.
func parts(t *testing.T, letter *netmail.Message) (string, string) {
	t.Helper()
	_, options, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string]string{}
	r := multipart.NewReader(letter.Body, options["boundary"])
	for {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return bodies["text/plain"], bodies["text/html"]
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		bodies[kind] = string(body)
	}
}

func TestRE14_EncryptionIsWhatTheSettingsSay(t *testing.T) {
	for _, c := range []struct {
		name, tls string
		server    func(*smtp.Server) // nil: offers no encryption
		encrypted bool
		wantError string
	}{
		{"none", "none", nil, false, ""},
		{"none, though offered", "none", starttls, false, ""},
		{"starttls", "starttls", starttls, true, ""},
		{"starttls, not offered", "starttls", nil, false, "STARTTLS"},
		{"implicit", "implicit", implicit, true, ""},
		{"implicit, server in the clear", "implicit", nil, false, "tls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := (&mailServer{}).start(t, c.server)
			err := send(t, server.settings(c.tls), message())
			if c.wantError != "" {
				if err == nil || !strings.Contains(err.Error(), c.wantError) || len(server.taken()) != 0 {
					t.Errorf("got %v, and %d mails went through", err, len(server.taken()))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := server.taken()[0]; got.encrypted != c.encrypted {
				t.Errorf("encrypted: %t", got.encrypted)
			}
		})
	}
}

func TestRE14_AnUnknownCertificateIsAnError(t *testing.T) {
	for name, c := range map[string]struct {
		tls    string
		server func(*smtp.Server)
	}{"starttls": {"starttls", starttls}, "implicit": {"implicit", implicit}} {
		t.Run(name, func(t *testing.T) {
			server := (&mailServer{}).start(t, c.server)
			settings := server.settings(c.tls)
			settings.roots = nil
			err := send(t, settings, message())
			if err == nil || errors.Is(err, ErrRefused) || len(server.taken()) != 0 {
				t.Errorf("got %v, and %d mails went through", err, len(server.taken()))
			}
		})
	}
}

func TestLoginAtTheMailServer(t *testing.T) {
	for _, c := range []struct {
		name, tls, password, wantError string
	}{
		{"right password", "starttls", "secret", ""},
		{"wrong password", "starttls", "guess", "535"},
		{"no password in the clear", "none", "secret", "auth"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := (&mailServer{}).start(t, starttls)
			settings := server.settings(c.tls)
			settings.Username, settings.Password = "postman", c.password
			err := send(t, settings, message())
			if c.wantError == "" {
				if err != nil || server.taken()[0].user != "postman" {
					t.Errorf("got %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(strings.ToLower(err.Error()), c.wantError) || strings.Contains(err.Error(), c.password) {
				t.Errorf("got %v", err)
			}
			if errors.Is(err, ErrRefused) {
				t.Error("a wrong password is no property of the mail: it must be tried again")
			}
		})
	}
}

func TestRE14_RepliesAreFinalOrNotByTheirClass(t *testing.T) {
	reply := func(code int, text string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: text}
	}
	for _, c := range []struct {
		name   string
		server *mailServer
		final  bool
		want   string
	}{
		{"greylisted", &mailServer{rcpt: func(to string) error { return reply(451, "<"+to+"> later") }}, false, "451 4.1.1"},
		{"nobody of that name", &mailServer{rcpt: func(to string) error { return reply(550, "<"+to+"> unknown") }}, true, "550 5.1.1"},
		{"server full", &mailServer{data: func() error { return reply(452, "disk full") }}, false, "452 4.1.1"},
		{"taken for spam", &mailServer{data: func() error { return reply(554, "ann@example.com 042042") }}, true, "554 5.1.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := send(t, c.server.start(t, nil).settings("none"), message())
			if err == nil || errors.Is(err, ErrRefused) != c.final || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
			// PL-07: servers repeat what they were told.
			if strings.Contains(err.Error(), "ann") || strings.Contains(err.Error(), "042042") {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

func TestARefusedMailIsTakenLater(t *testing.T) {
	first := true
	server := (&mailServer{rcpt: func(string) error {
		if first {
			first = false
			return &smtp.SMTPError{Code: 451, Message: "greylisted"}
		}
		return nil
	}}).start(t, nil)
	sender, err := NewSMTP(server.settings("none"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), message()); err == nil {
		t.Fatal("the first try went through")
	}
	if err := sender.Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	if len(server.taken()) != 1 {
		t.Errorf("%d mails", len(server.taken()))
	}
}

func TestRE14_AHangingServerIsGivenUp(t *testing.T) {
	settings := silentServer(t)
	settings.timeout = 50 * time.Millisecond
	if err := send(t, settings, message()); err == nil || errors.Is(err, ErrRefused) {
		t.Errorf("got %v", err)
	}
}

func TestNobodyListens(t *testing.T) {
	settings := SMTPSettings{From: "no-reply@shop.test", Host: "127.0.0.1", Port: 1, TLS: "none"}
	if err := send(t, settings, message()); err == nil || errors.Is(err, ErrRefused) {
		t.Errorf("got %v", err)
	}
}

func TestMailsAreSentSideBySide(t *testing.T) {
	server := (&mailServer{}).start(t, starttls)
	settings := server.settings("starttls")
	settings.Username, settings.Password = "postman", "secret"
	sender, err := NewSMTP(settings)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range batch {
		all.Go(func() {
			if err := sender.Send(t.Context(), message()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(server.taken()) != batch {
		t.Errorf("%d mails", len(server.taken()))
	}
}

func TestPL24_ARecipientCannotBringAHeader(t *testing.T) {
	server := (&mailServer{}).start(t, nil)
	m := message()
	m.To = "ann@example.com\r\nBcc: all@evil.test"
	if err := send(t, server.settings("none"), m); !errors.Is(err, ErrRefused) || len(server.taken()) != 0 {
		t.Errorf("got %v, and %d mails went through", err, len(server.taken()))
	}
}

func TestSettingsAreCheckedBeforeTheFirstMail(t *testing.T) {
	good := SMTPSettings{From: "no-reply@shop.test", Host: "mail.test", Port: 25, TLS: "none"}
	for name, c := range map[string]struct {
		change func(*SMTPSettings)
		want   string
	}{
		"no sender":            {func(s *SMTPSettings) { s.From = "" }, "delivery.email.from"},
		"sender of two lines":  {func(s *SMTPSettings) { s.From = "a@b.test\r\nBcc: c@d.test" }, "delivery.email.from"},
		"unknown encryption":   {func(s *SMTPSettings) { s.TLS = "maybe" }, "delivery.email.smtp.tls"},
		"encryption not named": {func(s *SMTPSettings) { s.TLS = "" }, "delivery.email.smtp.tls"},
		"no host":              {func(s *SMTPSettings) { s.Host = "" }, "delivery.email.smtp"},
		"impossible port":      {func(s *SMTPSettings) { s.Port = 70000 }, "delivery.email.smtp"},
	} {
		t.Run(name, func(t *testing.T) {
			s := good
			c.change(&s)
			if _, err := NewSMTP(s); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
