package rules

import (
	"net"

	"authd/internal/config/weburl"
	"authd/internal/lint"
)

var adminTokenInClear = lint.Rule{
	ID: "admin-token-in-clear", Severity: lint.Warning,
	Title: "the management API reached over plain http",
	Check: func(s *lint.Subject, report lint.Report) {
		host, _, err := net.SplitHostPort(s.Server.AdminListen)
		if s.Admin.Token != "" && err == nil && !weburl.Loopback(host) {
			report("server.admin_listen", "takes admin.token over plain http from other machines too", "listen on 127.0.0.1, and put a proxy with TLS in front")
		}
	},
}
