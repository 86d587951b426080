package web

import (
	"context"
	"log/slog"
)

// WithRequestID is a log handler that adds the id of the request a line belongs
// to, where the line does not say it itself.
func WithRequestID(h slog.Handler) slog.Handler { return identified{h} }

type identified struct{ slog.Handler }

// Handle adds request_id.
func (h identified) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" && !says(r, "request_id") {
		r = r.Clone()
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps adding.
func (h identified) WithAttrs(attrs []slog.Attr) slog.Handler {
	return identified{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps adding, into the group.
func (h identified) WithGroup(name string) slog.Handler {
	return identified{h.Handler.WithGroup(name)}
}

func says(r slog.Record, key string) bool {
	found := false
	r.Attrs(func(a slog.Attr) bool {
		found = a.Key == key
		return !found
	})
	return found
}
