package explain

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"authd/internal/tokens"
)

const (
	opaqueHint  = "It is opaque because it is for no API: only this server reads it, at /userinfo. To get a JWT, ask for the audience of an API, or set userinfo.token_format to jwt."
	userinfoOff = "The token is still issued, but /userinfo refuses it."
)

// Write tells a person which tokens the request gets, which setting decided each
// part, and which settings did not. Its only error is w's.
func Write(w io.Writer, p tokens.Plan) error {
	t := &text{}
	t.line(0, "Client %s at %s, for %s.", p.ClientID, p.Channel.Endpoint(), cmp.Or(p.API, "no API"))
	t.access(p)
	t.id(p)
	t.refresh(p)
	t.scope(p.Scope)
	_, err := io.WriteString(w, t.String())
	return err
}

// text gathers the lines of an explanation.
type text struct{ strings.Builder }

func (t *text) line(indent int, format string, args ...any) {
	t.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(t, format, args...)
	t.WriteByte('\n')
}

func (t *text) heading(title string) { t.line(0, "\n%s", title) }

func (t *text) access(p tokens.Plan) {
	a := p.Access
	if a == nil {
		t.heading("No access token: response_type does not ask for one.")
		return
	}
	t.heading("Access token")
	t.lifetime("expires_in", a.Lifetime)
	t.passed("Without effect on it:", a.Elsewhere)
	tell(t, "format", string(a.Format.Value), a.Format)
	if a.Format.Value == tokens.Opaque {
		t.line(2, opaqueHint)
	}
	tell(t, "alg", a.Alg.Value, a.Alg)
	tell(t, "audience", strings.Join(a.Audience.Value, " and "), a.Audience)
	tell(t, "good at /userinfo", map[bool]string{true: "yes", false: "no"}[a.Userinfo.Value], a.Userinfo)
	if !a.Userinfo.Value {
		t.line(2, userinfoOff)
	}
}

func (t *text) id(p tokens.Plan) {
	switch {
	case p.ID != nil:
		t.heading("ID token")
		t.lifetime("lifetime", p.ID.Lifetime)
		tell(t, "alg", p.ID.Alg.Value, p.ID.Alg)
	case p.Channel == tokens.Front:
		t.heading("No ID token: response_type does not ask for one.")
	default:
		t.heading("No ID token: openid is not granted.")
	}
}

func (t *text) refresh(p tokens.Plan) {
	r := p.Refresh
	switch {
	case r != nil:
		t.heading("Refresh token")
		tell(t, "rotation", r.Rotation.Value, r.Rotation)
		tell(t, "expiration", r.Expiration.Value, r.Expiration)
		t.refreshLifetimes(r)
	case p.Channel == tokens.Front:
		t.heading("No refresh token: /authorize never issues one (RFC 6749 §4.2.2).")
	default:
		t.heading("No refresh token: offline_access is not granted.")
	}
}

// refreshLifetimes leaves out what has no effect on these tokens.
func (t *text) refreshLifetimes(r *tokens.RefreshToken) {
	if r.Expiration.Value == tokens.Expiring {
		t.lifetime("lifetime", r.Lifetime)
		t.lifetime("lifetime when unused", r.IdleLifetime)
	}
	if r.Rotation.Value == tokens.Rotating {
		t.lifetime("leeway for a repeated use", r.Leeway)
	}
}

func (t *text) scope(s tokens.ScopeChoice) {
	t.heading("Scope")
	t.line(1, "granted: %s", cmp.Or(s.Granted.String(), "nothing"))
	for _, d := range s.Dropped {
		t.line(1, "dropped: %s, because %s.", d.Value, d.Why)
	}
}

func (t *text) lifetime(name string, c tokens.Choice[time.Duration]) { tell(t, name, span(c.Value), c) }

// tell writes a value, what decided it, and what was looked at and did not.
func tell[T any](t *text, name, value string, c tokens.Choice[T]) {
	t.line(1, "%s: %s", name, value)
	t.line(2, "%s", decided(c))
	t.passed("Looked at and passed over:", c.Over)
}

func decided[T any](c tokens.Choice[T]) string {
	switch c.From {
	case tokens.FromDefault:
		return "This is the default of " + c.By.Path + ", which is not set."
	case tokens.FromRequest:
		return "The " + c.By.Path + " decided."
	case tokens.FromRule:
		return "No setting changes this: " + c.By.Path + "."
	default:
		return c.By.String() + " decided."
	}
}

func (t *text) passed(title string, list []tokens.Passed) {
	if len(list) > 0 {
		t.line(2, "%s", title)
	}
	for _, p := range list {
		said := p.Setting.String()
		if p.From != "" {
			said += " = " + strconv.FormatInt(int64(p.Lifetime/time.Second), 10)
		}
		if p.From == tokens.FromDefault {
			said += ", the default,"
		}
		t.line(2, "- %s %s.", said, p.Why)
	}
}

// span writes a lifetime in seconds, as the wire does, and in larger units where
// it is a whole number of them: "7200 seconds (2 hours)".
func span(d time.Duration) string {
	words := count(int64(d/time.Second), "second")
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if d >= unit.size && d%unit.size == 0 {
			return words + " (" + count(int64(d/unit.size), unit.name) + ")"
		}
	}
	return words
}

func count(n int64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.FormatInt(n, 10) + " " + unit + "s"
}
