package backchannel

import (
	"context"
	"log/slog"
	"net/url"
	"time"

	"authd/internal/authd"
)

// Tokens makes what a client can trust.
type Tokens interface {
	LogoutToken(c authd.Client, n authd.LogoutNotice, now time.Time) (string, error)
}

// A Poster sends a form. It follows no redirects and gives up in time by itself
// (outbound.Guard).
type Poster interface {
	Post(ctx context.Context, address string, form url.Values) error
}

// A Courier brings a notice to its client.
type Courier struct {
	Clients map[string]authd.Client // by client_id
	Tokens  Tokens
	Poster  Poster
	Now     func() time.Time
	Log     *slog.Logger
}

// Send signs a token and posts it (Back-Channel Logout §2.5). It is signed only
// now, so that a token that had to wait is not too old. A client that is not to
// be told, or not any more, has been told enough. An error says that the client
// did not answer with 200 or 204, and never holds the token.
func (c *Courier) Send(ctx context.Context, n authd.LogoutNotice) error {
	client := c.Clients[n.ClientID]
	if client.BackchannelLogoutURI == "" {
		return nil
	}
	token, err := c.Tokens.LogoutToken(client, n, c.Now())
	if err != nil {
		return err
	}
	if err := c.Poster.Post(ctx, client.BackchannelLogoutURI, url.Values{"logout_token": {token}}); err != nil {
		return err
	}
	c.Log.Info("client told of a logout", "client_id", n.ClientID, "sid", n.SID)
	return nil
}
