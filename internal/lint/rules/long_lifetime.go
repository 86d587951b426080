package rules

import (
	"time"

	"authd/internal/authd"
	"authd/internal/lint"
)

const day = 24 * time.Hour

// What is above these is hardly ever meant: nobody takes a token back once it
// is out, and a lifetime written in milliseconds is a thousand times too long.
const (
	sensibleWeb       = day       // in a browser, where scripts can reach it
	sensibleAccess    = 30 * day  // the most Auth0 accepts for an API
	sensibleID        = 30 * day  // it says that somebody logged in, not that they still are
	sensibleSession   = 365 * day // a browser keeps a cookie for 400 days at most
	sensibleRefresh   = 365 * day
	sensibleLeeway    = 10 * time.Minute
	sensibleKeyChange = 365 * day
)

var longLifetime = lint.Rule{
	ID: "long-lifetime", Severity: lint.Warning,
	Title: "a lifetime above common sense",
	Check: func(s *lint.Subject, report lint.Report) {
		l := longCheck{s, report}
		l.value(s.Directory.Tenant.SessionLifetime, sensibleSession)
		l.said("keys.rotate_every", s.Keys.RotateEvery, sensibleKeyChange)
		u := s.Directory.Tenant.Userinfo
		l.value(u.TokenLifetimeForWeb, sensibleWeb)
		l.value(u.TokenLifetime, sensibleAccess)
		for _, a := range s.APIs {
			l.value(a.TokenLifetimeForWeb, sensibleWeb)
			l.value(a.TokenLifetime, sensibleAccess)
		}
		for _, c := range s.Clients {
			l.client(c)
		}
	},
}

type longCheck struct {
	*lint.Subject
	report lint.Report
}

func (l longCheck) client(c authd.Client) {
	for _, own := range c.TokenLifetimes {
		l.value(own.TokenLifetimeForWeb, sensibleWeb)
		l.value(own.TokenLifetime, sensibleAccess)
	}
	l.value(c.IDTokenLifetime, sensibleID)
	l.value(c.RefreshToken.TokenLifetime, sensibleRefresh)
	l.value(c.RefreshToken.Leeway, sensibleLeeway)
}

func (l longCheck) value(v authd.Value[time.Duration], most time.Duration) {
	if v.Set {
		l.said(v.At.Path, v.V, most)
	}
}

func (l longCheck) said(path string, d, most time.Duration) {
	if d > most {
		l.report(path, "is "+span(d)+", and more than "+span(most)+" is hardly ever meant", "write "+span(most)+" or less, in seconds or with s, m, h or d")
	}
}
