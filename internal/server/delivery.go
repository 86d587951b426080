package server

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/delivery"
	"authd/internal/inbox"
	"authd/internal/passwordless"
	"authd/internal/tokens/jose"
)

// openWorker makes what sends messages, whatever the configuration says of how. A
// SQLite file is this process's alone, so mails that another had under way when it
// died need not wait for their leases.
func (s *Server) openWorker(ctx context.Context) error {
	if s.config.Storage.Driver == "sqlite" {
		if err := s.store.FreeMail(ctx, s.now()); err != nil {
			return err
		}
	}
	if s.config.Dev.Enabled && s.config.Dev.Inbox {
		s.inbox = inbox.New(s.now)
	}
	s.worker = &delivery.Worker{Outbox: s.store, Ring: s.ring, Sender: currentSender{s.core}, Now: s.now, Log: s.log}
	return nil
}

// A currentSender sends as the configuration in force says.
type currentSender struct{ *core }

// Send hands m over.
func (c currentSender) Send(ctx context.Context, m delivery.Message) error {
	channel := cmp.Or(m.Channel, authd.StrategyEmail)
	ctx = c.traces.Call(ctx, "send by "+channel)
	err := c.current.Load().sender.Send(ctx, m)
	c.traces.End(ctx, err)
	if err == nil {
		c.metrics.Passwordless(passwordless.StepSent, channel)
	}
	return err
}

// readDelivery reads the mail templates and chooses where messages go.
func (s *Server) readDelivery() error {
	composer, err := delivery.NewComposer(s.ring, s.config.Email.Templates)
	if err != nil {
		return fmt.Errorf("delivery.email.templates: %w", err)
	}
	mail, err := s.mailSender()
	if err != nil {
		return fmt.Errorf("delivery.email: %w", err)
	}
	s.composer = composer
	s.sender = delivery.Senders{Email: mail, SMS: s.smsSender()}
	return nil
}

// inboxes says for each strategy where its messages can be read; those that are
// really sent are not among them.
func (s *Server) inboxes() map[string]string {
	paths := map[string]string{}
	if s.config.Email.Driver == config.EmailInbox {
		paths[authd.StrategyEmail] = inboxPath
	}
	if s.config.SMS.Driver == config.SMSInbox {
		paths[authd.StrategySMS] = inboxPath
	}
	return paths
}

const inboxPath = "/dev/inbox"

func (s *Server) mailSender() (delivery.Sender, error) {
	if s.config.Email.Driver == config.EmailInbox {
		return s.inbox, nil
	}
	first, err := s.relay(s.config.Email.SMTP)
	if err != nil || s.config.Email.Fallback.Host == "" {
		return first, err
	}
	second, err := s.relay(s.config.Email.Fallback)
	if err != nil {
		return nil, fmt.Errorf("smtp_fallback: %w", err)
	}
	return delivery.Relays{First: first, Second: second, Log: s.log}, nil
}

func (s *Server) relay(smtp config.SMTP) (delivery.Sender, error) {
	return delivery.NewSMTP(delivery.SMTPSettings{
		From: s.config.Email.From, Host: smtp.Host, Port: smtp.Port, TLS: smtp.TLS, Username: smtp.Username, Password: smtp.Password,
	})
}

// smsSender is nil where no text messages are sent.
func (s *Server) smsSender() delivery.Sender {
	sms := s.config.SMS
	switch sms.Driver {
	case config.SMSInbox:
		return s.inbox
	case config.SMSWebhook:
		return delivery.NewWebhook(delivery.Webhook{URL: sms.URL, From: sms.From, Authorize: s.gatewayToken(), Now: s.now})
	case config.SMSTwilio:
		return delivery.NewTwilio(delivery.TwilioSettings{
			BaseURL: sms.URL, SID: sms.Twilio.SID, Token: sms.Twilio.Token, From: sms.From, MessagingServiceSID: sms.Twilio.MessagingServiceSID,
		})
	}
	return nil
}

// gatewayTokenLifetime is for one request and two clocks.
const gatewayTokenLifetime = time.Minute

// gatewayToken makes the bearer tokens of Auth0's gateway_authentication, nil
// where the gateway wants none.
func (s *Server) gatewayToken() func(id string, now time.Time) (string, error) {
	g := s.config.SMS.Gateway
	if !g.Signed {
		return nil
	}
	return func(id string, now time.Time) (string, error) {
		claims := map[string]any{
			"iss": s.config.Directory.Tenant.Issuer, "sub": g.Subject, "jti": id,
			"iat": now.Unix(), "exp": now.Add(gatewayTokenLifetime).Unix(),
		}
		if g.Audience != "" {
			claims["aud"] = g.Audience
		}
		return jose.SignSecret(jose.Plain, g.Secret, claims)
	}
}
