package testclock

import (
	"context"
	"net/http"
	"strings"
	"time"

	"authd/internal/oauth"
	"authd/internal/web"
)

// Path is where the clock is asked and moved.
const Path = "/dev/clock"

// longest is the most one Advance moves on by: further, tokens no longer have a
// date that everybody can read.
const longest = 20 * 365 * 24 * time.Hour

// A Handler answers for the clock. Every field is needed.
type Handler struct {
	Clock *Clock
	// Parse reads a span of time as the configuration writes it.
	Parse func(text string) (time.Duration, error)
	// Moved does what is due by then: what would have happened meanwhile.
	Moved func(ctx context.Context) error
}

// Show answers GET /dev/clock with the clock's state.
func (h Handler) Show(w http.ResponseWriter, _ *http.Request) error {
	web.WriteJSON(w, http.StatusOK, h.Clock.State())
	return nil
}

// Move answers POST /dev/clock, a form or JSON with action freeze, reset, or
// advance and by=2h. When it answers, keys were looked after and mails are on
// their way as of the new time. No page of another site may send it.
func (h Handler) Move(w http.ResponseWriter, r *http.Request) error {
	if http.NewCrossOriginProtection().Check(r) != nil {
		return oauth.Errorf(oauth.AccessDenied, "Another site's page cannot move this server's time.").WithStatus(http.StatusForbidden)
	}
	fields, err := web.ReadFields(r)
	if err != nil {
		return err
	}
	move, err := h.move(fields)
	if err != nil {
		return err
	}
	move()
	if err := h.Moved(r.Context()); err != nil {
		return err
	}
	return h.Show(w, r)
}

// move is what fields ask for.
func (h Handler) move(fields oauth.Params) (func(), error) {
	switch fields["action"] {
	case "freeze":
		return h.Clock.Freeze, nil
	case "reset":
		return h.Clock.Reset, nil
	case "advance":
		by, err := h.Parse(strings.TrimSpace(fields["by"]))
		if err != nil || by > longest {
			return nil, oauth.Errorf(oauth.InvalidRequest, "by must be seconds like 7200 or a duration like 2h, 10m or 7d, of at most 20 years.").WithCause(err)
		}
		return func() { h.Clock.Advance(by) }, nil
	}
	return nil, oauth.Errorf(oauth.InvalidRequest, "action must be freeze, advance or reset.")
}
