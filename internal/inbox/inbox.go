package inbox

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"time"

	"authd/internal/authd"
	"authd/internal/delivery"
)

// capacity is how many mails are kept; older ones are forgotten.
const capacity = 200

// A Mail is one received mail or text message, as /dev/inbox.json shows it.
type Mail struct {
	ID         string    `json:"id"`
	Channel    string    `json:"channel"` // email or sms
	To         string    `json:"to"`
	Subject    string    `json:"subject"`
	Text       string    `json:"text"`
	HTML       string    `json:"html"`
	Code       string    `json:"code"`
	Link       string    `json:"link"` // empty when the mail carries a code alone
	ReceivedAt time.Time `json:"received_at"`
}

// An Inbox is a delivery.Sender that keeps what it is given.
type Inbox struct {
	now   func() time.Time
	mu    sync.RWMutex
	mails []Mail // newest first
}

// New makes an empty Inbox that stamps mails with the time now tells.
func New(now func() time.Time) *Inbox { return &Inbox{now: now} }

// Send keeps m. It never fails.
func (b *Inbox) Send(_ context.Context, m delivery.Message) error {
	mail := Mail{
		ID: m.ID, Channel: cmp.Or(m.Channel, authd.StrategyEmail), To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML,
		Code: m.Code, Link: m.Link, ReceivedAt: b.now().UTC(),
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mails = append([]Mail{mail}, b.mails[:min(len(b.mails), capacity-1)]...)
	return nil
}

// list returns the mails to one address, or all when to is empty, newest first
// and never nil.
func (b *Inbox) list(to string) []Mail {
	b.mu.RLock()
	defer b.mu.RUnlock()
	found := []Mail{}
	for _, m := range b.mails {
		if to == "" || strings.EqualFold(m.To, to) {
			found = append(found, m)
		}
	}
	return found
}

// find returns the newest mail with that id.
func (b *Inbox) find(id string) (Mail, bool) {
	for _, m := range b.list("") {
		if m.ID == id {
			return m, true
		}
	}
	return Mail{}, false
}
