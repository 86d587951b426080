package tokens

import (
	"encoding/json"
	"log/slog"
	"time"

	"authd/internal/authd"
)

// MarshalJSON writes the plan for `authd explain --json`. Lifetimes are whole
// seconds. The names are stable: scripts and CI checks read them.
func (p Plan) MarshalJSON() ([]byte, error) {
	type plain Plan // without this method
	return json.Marshal(struct {
		plain
		Endpoint  string `json:"endpoint"`
		ExpiresIn int    `json:"expires_in,omitempty"`
	}{plain(p), p.Channel.Endpoint(), p.ExpiresIn()})
}

// Why is the sentence that says what decided.
func (c Choice[T]) Why() string {
	switch c.From {
	case FromDefault:
		return "This is the default of " + c.By.Path + ", which is not set."
	case FromRequest:
		return "The " + c.By.Path + " decided."
	case FromRule:
		return "No setting changes this: " + c.By.Path + "."
	default:
		return c.By.String() + " decided."
	}
}

// MarshalJSON writes value, by, from, why and over.
func (c Choice[T]) MarshalJSON() ([]byte, error) {
	out := struct {
		Value any           `json:"value"`
		By    authd.Setting `json:"by"`
		From  Origin        `json:"from"`
		Why   string        `json:"why"`
		Over  []Passed      `json:"over"`
	}{c.Value, c.By, c.From, c.Why(), c.Over}
	if lifetime, ok := out.Value.(time.Duration); ok {
		out.Value = seconds(lifetime)
	}
	if out.Over == nil {
		out.Over = []Passed{}
	}
	return json.Marshal(out)
}

// MarshalJSON writes setting, value (for a lifetime that is set) and why.
func (p Passed) MarshalJSON() ([]byte, error) {
	type plain Passed
	return json.Marshal(struct {
		plain
		Value int64 `json:"value,omitempty"`
	}{plain(p), seconds(p.Lifetime)})
}

// LogValue is the plan in a log line: what is issued, and the settings that
// decided the lifetimes.
func (p Plan) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("client_id", p.ClientID), slog.String("endpoint", p.Channel.Endpoint()),
		slog.String("api", p.API), slog.String("scope", p.Scope.Granted.String()),
	}
	if p.Access != nil {
		attrs = append(attrs, slog.Int("expires_in", p.ExpiresIn()), slog.String("expires_in_by", p.Access.Lifetime.By.String()))
	}
	if p.ID != nil {
		attrs = append(attrs, slog.Int64("id_token_lifetime", seconds(p.ID.Lifetime.Value)), slog.String("id_token_lifetime_by", p.ID.Lifetime.By.String()))
	}
	if p.Refresh != nil {
		attrs = append(attrs, slog.Int64("refresh_token_lifetime", seconds(p.Refresh.Lifetime.Value)), slog.String("refresh_token_lifetime_by", p.Refresh.Lifetime.By.String()))
	}
	if p.Session != nil {
		attrs = append(attrs, slog.Int64("session_lifetime", seconds(p.Session.Lifetime.Value)), slog.String("session_lifetime_by", p.Session.Lifetime.By.String()))
	}
	if len(p.Scope.Dropped) > 0 {
		attrs = append(attrs, slog.Any("scope_dropped", p.Scope.Dropped))
	}
	return slog.GroupValue(attrs...)
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
