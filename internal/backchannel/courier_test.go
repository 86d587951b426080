package backchannel

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"testing"
	"time"

	"authd/internal/authd"
)

// A desk is Tokens and Poster, and keeps what was posted.
type desk struct {
	address, form string
	at            time.Time
	broken        error
}

func (d *desk) LogoutToken(c authd.Client, n authd.LogoutNotice, now time.Time) (string, error) {
	d.at = now
	return "token for " + c.ID + " of " + n.SID, d.broken
}

func (d *desk) Post(_ context.Context, address string, form url.Values) error {
	d.address, d.form = address, form.Encode()
	return nil
}

func newCourier(d *desk) *Courier {
	return &Courier{
		Clients: map[string]authd.Client{"web": {ID: "web", BackchannelLogoutURI: "https://web.test/out"}, "page": {ID: "page", FrontchannelLogoutURI: "https://page.test/out"}},
		Tokens:  d, Poster: d, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }, Log: slog.New(slog.DiscardHandler),
	}
}

func TestACourierPostsASignedToken(t *testing.T) {
	d := &desk{}
	if err := newCourier(d).Send(t.Context(), notice("web")); err != nil {
		t.Fatal(err)
	}
	if d.address != "https://web.test/out" || d.form != "logout_token=token+for+web+of+sid-1" || d.at.Unix() != 1_800_000_000 {
		t.Errorf("%+v", d)
	}
	d = &desk{broken: errors.New("no key")}
	if err := newCourier(d).Send(t.Context(), notice("web")); !errors.Is(err, d.broken) || d.address != "" {
		t.Errorf("without a key: %v, posted to %q", err, d.address)
	}
}

// LO-07: only the configured address is ever posted to.
func TestLO07_ClientsThatAreNotToldThisWay(t *testing.T) {
	for _, client := range []string{"page", "gone"} {
		d := &desk{}
		if err := newCourier(d).Send(t.Context(), notice(client)); err != nil || d.form != "" {
			t.Errorf("%s: %v, posted %q", client, err, d.form)
		}
	}
}
