package server

import (
	"context"
	"fmt"
	"net/url"

	"authd/internal/delivery"
	"authd/internal/inbox"
)

// openDelivery reads the mail templates and chooses where mail goes.
func (s *Server) openDelivery(context.Context) error {
	composer, err := delivery.NewComposer(s.ring, s.config.Email.From, s.config.Email.Templates)
	if err != nil {
		return fmt.Errorf("delivery.email.templates: %w", err)
	}
	s.composer = composer
	sender, err := s.sender()
	if err != nil {
		return fmt.Errorf("delivery.email: %w", err)
	}
	s.worker = delivery.NewWorker(s.store, s.ring, sender, s.now, s.log)
	return nil
}

func (s *Server) sender() (delivery.Sender, error) {
	if s.config.Email.Driver == "inbox" {
		s.inbox = inbox.New(s.now)
		return s.inbox, nil
	}
	smtp := s.config.Email.SMTP
	return delivery.NewSMTP(delivery.SMTPOptions{Host: smtp.Host, Port: smtp.Port, TLS: smtp.TLS, Username: smtp.Username, Password: smtp.Password})
}

func hostOf(issuer string) string {
	u, err := url.Parse(issuer)
	if err != nil {
		return ""
	}
	return u.Host
}
