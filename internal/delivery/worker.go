package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

const (
	// batch is how many mails are under way at once: one slow mail server
	// conversation must not hold up the codes behind it.
	batch = 8
	// lease is how long a claimed mail is this worker's alone. It is longer than
	// the worst case of two relays, so that only a crash lets it lapse.
	lease = time.Minute
	// idle is how often the outbox is looked at unasked: for mails another
	// instance took and did not bring to an end.
	idle = 5 * time.Second
	// longestWait caps the doubling wait between tries.
	longestWait = time.Minute
)

// An Outbox is the store of mails that wait.
type Outbox interface {
	// ClaimMail gives up to limit mails that are due at now and not expired to
	// this caller alone, until the lease is over.
	ClaimMail(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]authd.Mail, error)
	// MarkSent removes a mail.
	MarkSent(ctx context.Context, id string) error
	// MarkFailed counts a try and makes the mail due again at next.
	MarkFailed(ctx context.Context, id string, next time.Time) error
}

// An Opener is what a Worker needs of the key ring.
type Opener interface {
	Open(purpose seal.Purpose, text string) ([]byte, error)
}

// A Worker brings mails from the outbox to a Sender. A mail that fails is tried
// again after 1, 2, 4 … seconds, at most a minute apart, until it expires. If
// the process dies between sending and marking, the mail is sent once more with
// the same Message-ID (security row RE-13).
type Worker struct {
	Outbox Outbox
	Ring   Opener
	Sender Sender
	Now    func() time.Time
	Log    *slog.Logger

	once sync.Once
	wake chan struct{}
}

// Wake makes the worker look into the outbox now. It never blocks.
func (w *Worker) Wake() {
	select {
	case w.bell() <- struct{}{}:
	default: // it is awake already
	}
}

// Run works until ctx ends. Mails in hand are brought to an end first.
func (w *Worker) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if w.pass(ctx) == batch {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
		case <-w.bell():
		case <-time.After(idle):
		}
	}
}

// bell is made at first use, so that a Worker can be built as a literal.
func (w *Worker) bell() chan struct{} {
	w.once.Do(func() { w.wake = make(chan struct{}, 1) })
	return w.wake
}

// pass claims mails, brings all of them to an end, and says how many they were.
func (w *Worker) pass(ctx context.Context) int {
	mails, err := w.Outbox.ClaimMail(ctx, w.Now(), lease, batch)
	if err != nil && ctx.Err() == nil {
		w.Log.Error("outbox cannot be read", "error", err)
	}
	var inHand sync.WaitGroup
	for _, m := range mails {
		inHand.Go(func() { w.deliver(context.WithoutCancel(ctx), m) })
	}
	inHand.Wait()
	return len(mails)
}

// deliver sends one mail and marks what became of it. After a panic the mail
// keeps its lease and so waits a minute for its next try (RE-22).
func (w *Worker) deliver(ctx context.Context, m authd.Mail) {
	defer func() {
		if p := recover(); p != nil {
			w.Log.Error("mail worker panicked", "mail", m.ID, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		}
	}()
	if err := w.settle(ctx, m, w.send(ctx, m)); err != nil {
		w.Log.Error("outbox cannot be written", "mail", m.ID, "error", err)
	}
}

func (w *Worker) send(ctx context.Context, m authd.Mail) error {
	var message Message
	plain, err := w.Ring.Open(purposeMail, m.Body)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err := json.Unmarshal(plain, &message); err != nil {
		return fmt.Errorf("%w: the outbox holds no mail this version can read", ErrRefused)
	}
	return w.Sender.Send(ctx, message)
}

// settle writes the outcome of a try into the outbox.
func (w *Worker) settle(ctx context.Context, m authd.Mail, outcome error) error {
	if outcome == nil {
		return w.Outbox.MarkSent(ctx, m.ID)
	}
	pause := waitAfter(m.Tries)
	next := w.Now().Add(pause)
	if errors.Is(outcome, ErrRefused) || !next.Before(m.ExpiresAt) {
		w.Log.Error("mail dropped", "mail", m.ID, "tries", m.Tries+1, "error", outcome)
		// Due when it is dead, which is never; the clean-up takes the row away.
		return w.Outbox.MarkFailed(ctx, m.ID, m.ExpiresAt)
	}
	w.Log.Warn("mail not sent yet", "mail", m.ID, "tries", m.Tries+1, "next_try_in", pause, "error", outcome)
	// After next was read, so that the worker does not wake a moment too early.
	time.AfterFunc(pause, w.Wake)
	return w.Outbox.MarkFailed(ctx, m.ID, next)
}

// waitAfter is the wait before the next try, by how many went before this one.
func waitAfter(tries int) time.Duration {
	return min(time.Second<<min(tries, 6), longestWait)
}
