package explain

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"authd/internal/authd"
	"authd/internal/tokens"
)

// A Section tells of one token, the session or the scope. Without facts its
// title says all there is to say.
type Section struct {
	Title string
	Facts []Fact
}

// A Fact is one part of a plan: what it is, why, and what was passed over.
type Fact struct {
	Name, Value string
	Why         string // a sentence; empty: the value says it
	YAML        string // where a setting decides: the lines of it, without a secret ever
	Lists       []List
	Hint        string // what to do about it; empty: nothing
}

// A List is settings that did not decide, under the words that say so.
type List struct {
	Title  string
	Points []Point
}

// A Point is one setting and, continuing it to a sentence, why it did not decide.
type Point struct {
	Setting authd.Setting
	Text    string
}

const (
	opaqueHint  = "It is opaque because it is for no API: only this server reads it, at /userinfo. To get a JWT, ask for the audience of an API, or set userinfo.token_format to jwt."
	boundHint   = "The token is bound to a key: it is worth something only with a DPoP proof of that key, and /oauth/token issues it only to a request with one."
	userinfoOff = "The token is still issued, but /userinfo refuses it."
	sessionHint = "While it lives, new tokens are had without logging in, with prompt=none as well. Tokens that are out do not end with it."
)

// Sections puts a plan into words.
func Sections(p tokens.Plan) []Section {
	sections := []Section{access(p), id(p), refresh(p)}
	if p.Session != nil {
		sections = append(sections, session(*p.Session))
	}
	return append(sections, scope(p.Scope))
}

func access(p tokens.Plan) Section {
	a := p.Access
	if a == nil {
		return Section{Title: "No access token: response_type does not ask for one."}
	}
	lifetime := lifetimeOf("expires_in", a.Lifetime)
	lifetime.Lists = append(lifetime.Lists, passed("Without effect on it:", a.Elsewhere)...)
	format := fact("format", string(a.Format.Value), a.Format)
	if a.Format.Value == tokens.Opaque {
		format.Hint = opaqueHint
	}
	userinfo := fact("good at /userinfo", "yes", a.Userinfo)
	if !a.Userinfo.Value {
		userinfo.Value, userinfo.Hint = "no", userinfoOff
	}
	kind := fact("token_type", a.TokenType.Value, a.TokenType)
	if a.TokenType.Value == tokens.DPoP {
		kind.Hint = boundHint
	}
	facts := []Fact{lifetime, kind, format, fact("alg", a.Alg.Value, a.Alg)}
	if a.Dialect.Value != "" {
		facts = append(facts, fact("dialect", a.Dialect.Value, a.Dialect))
	}
	return Section{"Access token", append(facts, fact("audience", strings.Join(a.Audience.Value, " and "), a.Audience), userinfo)}
}

func id(p tokens.Plan) Section {
	switch {
	case p.ID != nil:
		return Section{"ID token", []Fact{lifetimeOf("lifetime", p.ID.Lifetime), fact("alg", p.ID.Alg.Value, p.ID.Alg)}}
	case p.Channel == tokens.Front:
		return Section{Title: "No ID token: response_type does not ask for one."}
	}
	return Section{Title: "No ID token: openid is not granted."}
}

func refresh(p tokens.Plan) Section {
	r := p.Refresh
	switch {
	case r == nil && p.Channel == tokens.Front:
		return Section{Title: "No refresh token: /authorize never issues one (RFC 6749 §4.2.2)."}
	case r == nil:
		return Section{Title: "No refresh token: offline_access is not granted."}
	}
	facts := []Fact{fact("rotation", r.Rotation.Value, r.Rotation), fact("expiration", r.Expiration.Value, r.Expiration)}
	// What has no effect on these tokens is left out.
	if r.Expiration.Value == tokens.Expiring {
		facts = append(facts, lifetimeOf("lifetime", r.Lifetime), lifetimeOf("lifetime when unused", r.IdleLifetime))
	}
	if r.Rotation.Value == tokens.Rotating {
		facts = append(facts, lifetimeOf("leeway for a repeated use", r.Leeway))
	}
	return Section{"Refresh token", facts}
}

func session(s tokens.Session) Section {
	end := Fact{Name: "ends", Value: Span(s.IdleLifetime.Value) + " after the last use, and at the latest " + Span(s.Lifetime.Value) + " after the login", Hint: sessionHint}
	if s.IdleLifetime.Value >= s.Lifetime.Value {
		end.Value = Span(s.Lifetime.Value) + " after the login, used or not: the lifetime when unused is not shorter"
	}
	return Section{"Session", []Fact{lifetimeOf("lifetime", s.Lifetime), lifetimeOf("lifetime when unused", s.IdleLifetime), end}}
}

func scope(s tokens.ScopeChoice) Section {
	facts := []Fact{{Name: "granted", Value: cmp.Or(s.Granted.String(), "nothing")}}
	for _, d := range s.Dropped {
		facts = append(facts, Fact{Name: "dropped", Value: d.Value + ", because " + d.Why + "."})
	}
	return Section{"Scope", facts}
}

func lifetimeOf(name string, c tokens.Choice[time.Duration]) Fact {
	return fact(name, Span(c.Value), c)
}

func fact[T any](name, value string, c tokens.Choice[T]) Fact {
	return Fact{Name: name, Value: value, Why: c.Why(), YAML: block(c), Lists: passed("Looked at and passed over:", c.Over)}
}

// passed is a list of one, or none where nothing was passed over.
func passed(title string, over []tokens.Passed) []List {
	if len(over) == 0 {
		return nil
	}
	list := List{Title: title}
	for _, p := range over {
		list.Points = append(list.Points, Point{p.Setting, value(p) + " " + p.Why + "."})
	}
	return []List{list}
}

// value is what a lifetime setting that was passed over says.
func value(p tokens.Passed) string {
	if p.From == "" {
		return ""
	}
	said := " = " + strconv.FormatInt(int64(p.Lifetime/time.Second), 10)
	if p.From == tokens.FromDefault {
		said += ", the default,"
	}
	return said
}
