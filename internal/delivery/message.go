package delivery

import (
	"context"
	"errors"
	"time"

	"authd/internal/seal"
)

// purposeMail seals a Message while it waits in the outbox.
const purposeMail seal.Purpose = "outbox mail"

// ErrRefused says that the mail server will never take this mail (a 5xx reply,
// RFC 5321 §4.2.1), so that sending it again would only annoy.
var ErrRefused = errors.New("mail refused for good")

// A Message is one rendered mail. It holds a live code, so it is kept only
// sealed and never logged.
type Message struct {
	ID      string    `json:"id"` // stable over retries; becomes the Message-ID
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
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
