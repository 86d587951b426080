package server

import (
	"net"
	"strings"
	"testing"

	"authd/internal/delivery"
)

// RE-13: the configuration's second mail server is asked when nobody answers at the
// first.
func TestRE13_SMTPFallbackIsAsked(t *testing.T) {
	first, second := loopback(t), loopback(t)
	port := func(l net.Listener) string { return strings.TrimPrefix(l.Addr().String(), "127.0.0.1:") }
	s := newSystem(t, setting{"inbox: true, ", ""}, setting{`{driver: inbox, from: "Test <login@example.test>"}`,
		`{driver: smtp, from: "Test <login@example.test>", smtp: {host: 127.0.0.1, port: ` + port(first) + `, tls: none}, smtp_fallback: {host: 127.0.0.1, port: ` + port(second) + `, tls: none}}`})
	first.Close() //nolint:errcheck // nobody listens there any more
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		if connection, err := second.Accept(); err == nil {
			connection.Close() //nolint:errcheck // it takes no mail
		}
	}()
	err := s.current.Load().sender.Send(t.Context(), delivery.Message{ID: "mail", To: ann, Subject: "Code", Text: "Code"})
	if err == nil || !strings.Contains(err.Error(), "smtp_fallback: ") {
		t.Errorf("got %v", err)
	}
	second.Close() //nolint:errcheck // ends Accept where nobody came
	<-asked
	if !strings.Contains(s.log.String(), "mail goes by delivery.email.smtp_fallback") {
		t.Error("the log does not say that the first server failed")
	}
}

func loopback(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}
