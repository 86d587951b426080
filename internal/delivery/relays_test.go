package delivery

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// says is what a mail server answers at one stage; 0: it goes on.
func says(code int) func() error {
	return func() error {
		if code == 0 {
			return nil
		}
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "ann@example.com 042042"}
	}
}

// knowing is a mail server that answers every recipient with a code; 0: it takes all.
func knowing(code int) *mailServer {
	return &mailServer{rcpt: func(string) error { return says(code)() }}
}

// RE-13, RE-14: what the first server does not take goes to the second, but for what
// is refused for good.
func TestRE13_TheSecondRelay(t *testing.T) {
	hanging := silentServer(t)
	hanging.timeout = 50 * time.Millisecond
	unreachable := SMTPSettings{From: "no-reply@shop.test", Host: "127.0.0.1", Port: 1, TLS: "none"}
	running := func(m *mailServer) SMTPSettings { return m.start(t, nil).settings("none") }
	for _, c := range []struct {
		name   string
		first  SMTPSettings
		second int // what it says to the recipient
		want   string
	}{
		{"the first takes it", running(knowing(0)), 0, "at the first"},
		{"the first knows no such recipient", running(knowing(550)), 0, "final"},
		{"the first takes it for spam", running(&mailServer{data: says(554)}), 0, "final"},
		{"the first greylists", running(knowing(451)), 0, "at the second"},
		{"the first refuses the sender", running(&mailServer{mail: says(550)}), 0, "at the second"},
		{"the first is full", running(&mailServer{data: says(452)}), 0, "at the second"},
		{"the first cannot be reached", unreachable, 0, "at the second"},
		{"the first hangs", hanging, 0, "at the second"},
		{"the first does not encrypt", knowing(0).start(t, nil).settings("starttls"), 0, "at the second"},
		{"both greylist", running(knowing(451)), 450, "later"},
		{"the second knows no such recipient", unreachable, 550, "final"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := knowing(c.second).start(t, nil)
			log := &bytes.Buffer{}
			relays := Relays{First: sender(t, c.first), Second: sender(t, server.settings("none")), Log: slog.New(slog.NewTextHandler(log, nil))}
			err := relays.Send(t.Context(), message())
			if got := outcome(err, len(server.taken())); got != c.want {
				t.Errorf("got %s: %v, want %s", got, err, c.want)
			}
			// PL-07: nothing tells whose mail it is.
			if told := log.String() + errorText(err); strings.Contains(told, "ann") || strings.Contains(told, "042042") {
				t.Errorf("told too much: %s", told)
			}
			if warned := strings.Contains(log.String(), "mail goes by delivery.email.smtp_fallback"); warned != (c.want == "at the second" || c.second != 0) {
				t.Errorf("warned: %t", warned)
			}
		})
	}
}

func sender(t *testing.T, s SMTPSettings) *SMTP {
	t.Helper()
	made, err := NewSMTP(s)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// outcome is what became of a mail, in a word.
func outcome(err error, atSecond int) string {
	switch {
	case errors.Is(err, ErrRefused):
		return "final"
	case err != nil:
		return "later"
	case atSecond == 1:
		return "at the second"
	}
	return "at the first"
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
