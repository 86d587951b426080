package rules

import (
	"fmt"
	"strings"

	"authd/internal/config/weburl"
	"authd/internal/lint"
)

var loopbackCallback = lint.Rule{
	ID: "loopback-callback", Severity: lint.Notice,
	Title: "a callback on localhost in a server for others",
	Check: func(s *lint.Subject, report lint.Report) {
		if weburl.Loopback(hostOf(s.Directory.Tenant.Issuer)) {
			return
		}
		for _, c := range s.Clients {
			for i, callback := range c.Callbacks {
				if c.AppType != "native" && strings.HasPrefix(callback, "http") && weburl.Loopback(hostOf(callback)) {
					report(fmt.Sprintf("%s.callbacks[%d]", path(c), i), "is on the machine of whoever logs in, where any program can wait for their tokens", "use a client of its own for developing, in another configuration")
				}
			}
		}
	},
}
