package server

import (
	"context"
	"log/slog"
	"strconv"

	"authd/internal/authd"
)

// tellEvent counts what is kept in the audit log, and writes it into the log as
// well, from where collectors take it.
func (s *Server) tellEvent(e authd.Event) {
	s.metrics.Event(e)
	s.log.LogAttrs(context.Background(), slog.LevelInfo, "audit",
		slog.String("event_id", e.ID), slog.Time("at", e.At), slog.String("type", string(e.Type)), slog.String("actor", string(e.Actor)),
		slog.String("client_id", e.ClientID), slog.String("user_id", e.UserID), slog.String("connection", e.Connection),
		slog.String("client_ip", clientIP(e)), slog.String("request_id", e.RequestID), slog.String("detail", e.Detail))
}

func clientIP(e authd.Event) string {
	if !e.IP.IsValid() {
		return ""
	}
	return e.IP.String()
}

// noteReload tells the audit log of another configuration. It comes before that
// is in force: what cannot be told is not done.
func (s *Server) noteReload(ctx context.Context, lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	changes := len(lines) - 1 // the last one counts sessions
	return s.store.Note(ctx, authd.Event{Type: authd.EventSettingsChanged, At: s.now(), Detail: strconv.Itoa(changes) + " changes"})
}

// sweepEvents deletes what is older than audit.retention.
func (s *Server) sweepEvents(ctx context.Context) {
	before := s.now().Add(-s.current.Load().config.Audit.Retention)
	err := drain(ctx, func() (int, error) { return s.store.DeleteEvents(ctx, before, sweepLimit) })
	if err != nil && ctx.Err() == nil {
		s.log.Error("deleting old events", "error", err)
	}
}
