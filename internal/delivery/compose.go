package delivery

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

// A Sealer is what a Composer needs of the key ring.
type Sealer interface {
	Seal(purpose seal.Purpose, plain []byte) string
}

// A Composer renders login mails and text messages and seals them for the outbox.
type Composer struct {
	sealer    Sealer
	templates *templates
}

// NewComposer reads the built-in templates and those in folder, which replace
// them file by file (<language>/subject.txt, login.txt, login.html; an empty
// folder name means the built-in ones alone). Every template is executed once
// with sample data, so that a bad one is an error here, with file and line, and
// not when the first person wants to log in.
func NewComposer(sealer Sealer, folder string) (*Composer, error) {
	t, err := loadTemplates(folder)
	if err != nil {
		return nil, err
	}
	return &Composer{sealer: sealer, templates: t}, nil
}

// Compose makes the outbox entry for m. The id becomes the Message-ID; expires
// is when the code dies, m.Lifetime after it was made. The error says that m
// cannot be sent; it does not hold the address.
func (c *Composer) Compose(m authd.LoginMessage, id string, expires time.Time) (authd.Mail, error) {
	message, err := c.render(m)
	if err != nil {
		return authd.Mail{}, err
	}
	message.ID, message.Date = line(id), expires.Add(-m.Lifetime)
	body, err := json.Marshal(message)
	if err != nil {
		return authd.Mail{}, fmt.Errorf("write mail: %w", err)
	}
	return authd.Mail{ID: id, Body: c.sealer.Seal(purposeMail, body), ExpiresAt: expires}, nil
}

func (c *Composer) render(m authd.LoginMessage) (Message, error) {
	if m.Channel == authd.StrategySMS {
		return renderSMS(m), nil
	}
	if !plainAddress(m.To) {
		return Message{}, errors.New("write mail: the recipient is not one plain address")
	}
	message, err := c.templates.in(m.Language).render(m)
	if err != nil {
		return Message{}, fmt.Errorf("write mail: %w", err)
	}
	message.To, message.Code, message.Link = m.To, m.Code, m.Link
	return message, nil
}

// plainAddress reports whether s is exactly one address without a name, so that
// a To header made of it cannot hold a second recipient or another header.
func plainAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}
