package server

import (
	"context"
	"time"
)

// untilDrained is a context that outlives ctx by as long as proxies may take to
// notice that this server is not ready any more. Nobody can notice without an
// admin listener, so then it ends with ctx.
func (s *Server) untilDrained(ctx context.Context) (context.Context, context.CancelFunc) {
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := context.AfterFunc(ctx, func() {
		s.draining.Store(true)
		s.log.Info("stopping", "cause", context.Cause(ctx), "requests_until", s.drainTime())
		time.AfterFunc(s.drainTime(), stop)
	})
	return serving, func() { ended(); stop() }
}

func (s *Server) drainTime() time.Duration {
	if s.config.Server.AdminListen == "" {
		return 0
	}
	return s.config.Server.ShutdownDelay
}
