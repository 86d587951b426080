package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// Relays is a Sender with a second mail server for when the first does not take a
// mail: it cannot be reached, hangs, or refuses for now. Each mail begins with the
// first. What the first refuses for good is not taken elsewhere: a recipient who
// does not exist does not exist there either (RE-13, RE-14).
//
// A first server that breaks off after it has the mail may send it too. Both carry
// one Message-ID.
type Relays struct {
	First, Second Sender
	Log           *slog.Logger
}

// Send hands m over. An error holds what both said, and is final if either refused
// for good.
func (r Relays) Send(ctx context.Context, m Message) error {
	err := r.First.Send(ctx, m)
	if err == nil || errors.Is(err, ErrRefused) {
		return err
	}
	r.Log.WarnContext(ctx, "mail goes by delivery.email.smtp_fallback", "mail", m.ID, "error", err)
	if second := r.Second.Send(ctx, m); second != nil {
		return fmt.Errorf("%w; smtp_fallback: %w", err, second)
	}
	return nil
}
