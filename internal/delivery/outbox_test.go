package delivery

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"authd/internal/authd"
)

// An outbox keeps the contract of the real one: due, unexpired, not leased.
type outbox struct {
	mu       sync.Mutex
	waiting  []authd.Mail
	due      map[string]time.Time
	broken   bool
	markLost bool // the process dies between sending and marking
}

func (o *outbox) put(mails ...authd.Mail) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting = append(o.waiting, mails...)
}

func (o *outbox) setBroken(broken bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.broken = broken
}

func (o *outbox) loseNextMark() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.markLost = true
}

func (o *outbox) left() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.waiting)
}

func (o *outbox) ClaimMail(_ context.Context, now time.Time, lease time.Duration, limit int) ([]authd.Mail, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken {
		return nil, errors.New("database is away")
	}
	var claimed []authd.Mail
	for _, m := range o.waiting {
		if len(claimed) < limit && !o.due[m.ID].After(now) && now.Before(m.ExpiresAt) {
			claimed = append(claimed, m)
			o.due[m.ID] = now.Add(lease)
		}
	}
	return claimed, nil
}

func (o *outbox) MarkSent(_ context.Context, id string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.markLost {
		o.markLost = false
		return errors.New("database is away")
	}
	o.waiting = slices.DeleteFunc(o.waiting, func(m authd.Mail) bool { return m.ID == id })
	return nil
}

func (o *outbox) MarkFailed(_ context.Context, id string, next time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.waiting {
		if o.waiting[i].ID == id {
			o.waiting[i].Tries++
			o.due[id] = next
		}
	}
	return nil
}
