package config

import "slices"

// Under is s as a server can take it over that was started with running: what
// only a start can change stays as it was. The second result names the settings
// that say otherwise now, and count at the next start.
func (s *Snapshot) Under(running *Snapshot) (*Snapshot, []string) {
	next := *s
	next.Directory.Tenant.Issuer = running.Directory.Tenant.Issuer
	next.Server, next.Storage, next.DataDir = running.Server, running.Storage, running.DataDir
	next.Secret, next.Dev.Enabled, next.Dev.Inbox, next.Dev.Clock = running.Secret, running.Dev.Enabled, running.Dev.Inbox, running.Dev.Clock
	next.Log.Format = running.Log.Format
	return &next, s.differing(running)
}

func (s *Snapshot) differing(running *Snapshot) []string {
	var names []string
	note := func(name string, same bool) {
		if !same {
			names = append(names, name)
		}
	}
	note("issuer", s.Directory.Tenant.Issuer == running.Directory.Tenant.Issuer)
	note("data_dir", s.DataDir == running.DataDir)
	note("server", sameServer(s.Server, running.Server))
	note("storage", s.Storage == running.Storage)
	note("AUTHD_SECRET", s.Secret == running.Secret)
	note("dev.enabled", s.Dev.Enabled == running.Dev.Enabled)
	note("dev.inbox", s.Dev.Inbox == running.Dev.Inbox)
	note("dev.clock", s.Dev.Clock == running.Dev.Clock)
	note("log.format", s.Log.Format == running.Log.Format)
	return names
}

func sameServer(a, b Server) bool {
	return a.Listen == b.Listen && a.AdminListen == b.AdminListen && a.ShutdownDelay == b.ShutdownDelay && a.TLS == b.TLS && slices.Equal(a.TrustedProxies, b.TrustedProxies)
}
