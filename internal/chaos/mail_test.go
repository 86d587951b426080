package chaos

import (
	"io"
	"log"
	"maps"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// A sink is a mail server that counts what it took, by recipient.
type sink struct {
	address string
	mu      sync.Mutex
	taken   map[string]int
}

func newSink(t *testing.T) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{address: l.Addr().String(), taken: map[string]int{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &letter{sink: s}, nil }))
	server.ErrorLog = log.New(io.Discard, "", 0) // killed peers
	go server.Serve(l)                           //nolint:errcheck // it ends with the test
	t.Cleanup(func() { _ = server.Close() })
	return s
}

func (s *sink) mails() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.taken)
}

// A letter is one conversation.
type letter struct {
	*sink
	to []string
}

func (l *letter) Mail(string, *smtp.MailOptions) error { return nil }

func (l *letter) Rcpt(to string, _ *smtp.RcptOptions) error {
	l.to = append(l.to, to)
	return nil
}

func (l *letter) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, to := range l.to {
		l.taken[to]++
	}
	return nil
}

func (l *letter) Reset()        { l.to = nil }
func (l *letter) Logout() error { return nil }
