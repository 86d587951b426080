package rules

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/lint"
)

var mismatchedWebOrigin = lint.Rule{
	ID: "mismatched-web-origin", Severity: lint.Warning,
	Title: "a web origin that misses the callbacks' by scheme or port",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			for i, origin := range c.WebOrigins {
				if meant := nearOrigin(c, origin); meant != "" {
					report(fmt.Sprintf("%s.web_origins[%d]", path(c), i), "is the origin of no callback, and differs from one by its scheme or port alone", `did you mean "`+meant+`"?`)
				}
			}
		}
	},
}

// nearOrigin is the origin that some callback of c has, on the host of origin,
// if neither it nor origin itself is as the other list says.
func nearOrigin(c authd.Client, origin string) string {
	known := callbackOrigins(c)
	if slices.Contains(known, origin) {
		return ""
	}
	for _, other := range known {
		if hostOf(other) == hostOf(origin) && !slices.Contains(c.WebOrigins, other) {
			return other
		}
	}
	return ""
}

// originOf is the origin of a URL on the web as browsers write it, "" for one
// with a scheme of its own or a wildcard.
func originOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || strings.Contains(raw, "*") {
		return ""
	}
	port := u.Port()
	if u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		port = ""
	}
	host := strings.TrimSuffix(strings.ToLower(u.Host), ":"+u.Port())
	if port != "" {
		host += ":" + port
	}
	return u.Scheme + "://" + host
}

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
