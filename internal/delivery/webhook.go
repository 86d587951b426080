package delivery

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// A Webhook is a Sender that hands text messages to a gateway as Auth0's custom
// SMS gateway does: a JSON object with recipient, body and sender.
type Webhook struct {
	URL  string
	From string // `sender`; empty where the gateway knows its own
	// Authorize makes the bearer token of one message, nil where the gateway
	// asks for none.
	Authorize func(id string, now time.Time) (string, error)
	Now       func() time.Time
	client    *http.Client
}

// NewWebhook makes a Webhook; w needs its URL and Now. It does not connect.
func NewWebhook(w Webhook) *Webhook {
	w.client = newGatewayClient()
	return &w
}

// gatewayMessage is what Auth0 posts, without req: the address of the person's
// browser is nobody else's business.
type gatewayMessage struct {
	Recipient string `json:"recipient"`
	Body      string `json:"body"`
	Sender    string `json:"sender,omitempty"`
}

// Send posts m. The gateway can tell a repeat by the Idempotency-Key.
func (w *Webhook) Send(ctx context.Context, m Message) error {
	body, err := json.Marshal(gatewayMessage{m.To, m.Text, w.From})
	if err != nil {
		return fmt.Errorf("%w: write the gateway's message: %w", ErrRefused, err)
	}
	r, err := post(ctx, w.URL, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Idempotency-Key", m.ID)
	if err := w.sign(r, m.ID); err != nil {
		return err
	}
	status, _, err := call(w.client, r)
	if err != nil {
		return err
	}
	return judge(status)
}

func (w *Webhook) sign(r *http.Request, id string) error {
	if w.Authorize == nil {
		return nil
	}
	token, err := w.Authorize(id, w.Now())
	if err != nil {
		return fmt.Errorf("sign for the SMS gateway: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return nil
}
