package rules

import (
	"strings"

	"authd/internal/config"
	"authd/internal/lint"
)

var unknownProxy = lint.Rule{
	ID: "unknown-proxy", Severity: lint.Warning,
	Title: "a proxy that ends TLS and is not named",
	Check: func(s *lint.Subject, report lint.Report) {
		overTLS := strings.HasPrefix(s.Directory.Tenant.Issuer, "https:")
		if s.Server.TLS.Mode == config.TLSOff && overTLS && len(s.Server.TrustedProxies) == 0 {
			report("server.trusted_proxies", "is empty, so everybody behind the proxy that ends TLS shares one address, and its limits", "list the proxy's address or network")
		}
	},
}
