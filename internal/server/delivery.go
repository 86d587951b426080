package server

import (
	"context"
	"fmt"

	"authd/internal/delivery"
	"authd/internal/inbox"
)

// openDelivery reads the mail templates and chooses where mail goes.
func (s *Server) openDelivery(context.Context) error {
	composer, err := delivery.NewComposer(s.ring, s.config.Email.Templates)
	if err != nil {
		return fmt.Errorf("delivery.email.templates: %w", err)
	}
	sender, err := s.sender()
	if err != nil {
		return fmt.Errorf("delivery.email: %w", err)
	}
	s.composer = composer
	s.worker = &delivery.Worker{Outbox: s.store, Ring: s.ring, Sender: sender, Now: s.now, Log: s.log}
	return nil
}

// inboxPath is where the mails can be read, empty when they are really sent.
func (s *Server) inboxPath() string {
	if s.inbox == nil {
		return ""
	}
	return "/dev/inbox"
}

func (s *Server) sender() (delivery.Sender, error) {
	if s.config.Email.Driver == "inbox" {
		s.inbox = inbox.New(s.now)
		return s.inbox, nil
	}
	smtp := s.config.Email.SMTP
	return delivery.NewSMTP(delivery.SMTPSettings{
		From: s.config.Email.From, Host: smtp.Host, Port: smtp.Port, TLS: smtp.TLS, Username: smtp.Username, Password: smtp.Password,
	})
}
