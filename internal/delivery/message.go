package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

// purposeMail seals a Message while it waits in the outbox.
const purposeMail seal.Purpose = "outbox mail"

// ErrRefused says that the mail server or gateway will never take this message
// (a 5xx reply, RFC 5321 §4.2.1), so that sending it again would only annoy.
var ErrRefused = errors.New("message refused for good")

// A Message is one rendered mail or text message. It holds a live code, so it is
// kept only sealed and never logged.
type Message struct {
	ID      string    `json:"id"`                // stable over retries; becomes the Message-ID
	Channel string    `json:"channel,omitempty"` // authd.StrategySMS, or a mail
	To      string    `json:"to"`
	Subject string    `json:"subject,omitempty"` // of a mail
	Text    string    `json:"text"`
	HTML    string    `json:"html,omitempty"` // of a mail
	Code    string    `json:"code"`           // as in the body, for senders that are no mail server
	Link    string    `json:"link,omitempty"` // likewise; empty when the mail carries a code alone
	Date    time.Time `json:"date"`           // when the code was made
}

// A Sender takes a message to its recipient. An error that wraps ErrRefused is
// final; any other means try again. Errors name neither the recipient nor
// anything of the body.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Senders sends each message the way of its channel.
type Senders struct {
	Email Sender
	SMS   Sender // nil: no text messages are sent
}

// Send hands m to the sender of its channel. A text message that is still
// waiting when their sender was switched off is dropped.
func (s Senders) Send(ctx context.Context, m Message) error {
	if m.Channel != authd.StrategySMS {
		return s.Email.Send(ctx, m)
	}
	if s.SMS == nil {
		return fmt.Errorf("%w: delivery.sms.driver is none", ErrRefused)
	}
	return s.SMS.Send(ctx, m)
}
