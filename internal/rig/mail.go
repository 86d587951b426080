package rig

import (
	"context"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"sync"

	"github.com/emersion/go-smtp"
)

// A MailSink is a mail server that counts what it took, by recipient.
type MailSink struct {
	Address string // host:port
	server  *smtp.Server
	mu      sync.Mutex
	taken   map[string]int
}

// NewMailSink listens on a free port of this machine until Close.
func NewMailSink() (*MailSink, error) {
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("rig: %w", err)
	}
	s := &MailSink{Address: l.Addr().String(), taken: map[string]int{}}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &letter{sink: s}, nil }))
	s.server.ErrorLog = log.New(io.Discard, "", 0) // killed peers
	go s.server.Serve(l)                           //nolint:errcheck // it ends with Close
	return s, nil
}

// Close ends it.
func (s *MailSink) Close() error { return s.server.Close() }

// Mails is how many mails each address was sent.
func (s *MailSink) Mails() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.taken)
}

// A letter is one conversation.
type letter struct {
	sink *MailSink
	to   []string
}

// Mail begins a letter, from whomever.
func (l *letter) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt adds a recipient.
func (l *letter) Rcpt(to string, _ *smtp.RcptOptions) error {
	l.to = append(l.to, to)
	return nil
}

// Data takes the text, which is not kept.
func (l *letter) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	l.sink.mu.Lock()
	defer l.sink.mu.Unlock()
	for _, to := range l.to {
		l.sink.taken[to]++
	}
	return nil
}

// Reset forgets the recipients.
func (l *letter) Reset() { l.to = nil }

// Logout ends the conversation.
func (l *letter) Logout() error { return nil }
