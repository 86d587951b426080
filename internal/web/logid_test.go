package web

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"authd/internal/authd"
)

// AD-08: what is logged while a request is answered has its id, once.
func TestAD08_LinesHaveTheRequestID(t *testing.T) {
	ctx := authd.WithOrigin(context.Background(), authd.Origin{RequestID: "r-1"})
	for name, row := range map[string]struct {
		log  func(*slog.Logger)
		want int
	}{
		"of a request":        {func(l *slog.Logger) { l.InfoContext(ctx, "x", "a", 1) }, 1},
		"that says it itself": {func(l *slog.Logger) { l.InfoContext(ctx, "x", "request_id", "r-1") }, 1},
		"with more":           {func(l *slog.Logger) { l.With("b", 2).InfoContext(ctx, "x") }, 1},
		"of nobody":           {func(l *slog.Logger) { l.Info("x") }, 0},
	} {
		var logged bytes.Buffer
		row.log(slog.New(WithRequestID(slog.NewTextHandler(&logged, nil))))
		if n := strings.Count(logged.String(), "request_id=r-1"); n != row.want {
			t.Errorf("%s: %s", name, logged.String())
		}
	}
}
