package config

import (
	"cmp"
	"path/filepath"
	"time"
)

// fillDefaults completes the file, so that checks see what will be in force.
// Settings that are explained with a token keep "not set" and are left out.
func (r *reading) fillDefaults() {
	r.readSecrets()
	f := &r.file
	f.DataDir = cmp.Or(f.DataDir, "data")
	f.Server.Listen = cmp.Or(f.Server.Listen, "127.0.0.1:8443")
	f.Server.TLS.Mode = cmp.Or(f.Server.TLS.Mode, TLSLocal)
	f.Storage.Driver = cmp.Or(f.Storage.Driver, DriverSQLite)
	if f.Storage.Driver == DriverSQLite {
		f.Storage.DSN = cmp.Or(f.Storage.DSN, filepath.Join(f.DataDir, "authd.db"))
	}
	f.Keys.RotateEvery = cmp.Or(f.Keys.RotateEvery, lifetime(90*24*time.Hour))
	f.Keys.PublishAhead = cmp.Or(f.Keys.PublishAhead, lifetime(24*time.Hour))
	f.Log.Format = cmp.Or(f.Log.Format, "text")
	f.Log.Level = cmp.Or(f.Log.Level, "info")
	f.Tenant.FriendlyName = cmp.Or(f.Tenant.FriendlyName, "authd")
	f.Tenant.SessionLifetime = cmp.Or(f.Tenant.SessionLifetime, lifetime(7*24*time.Hour))
	f.Tenant.IdleSessionLifetime = cmp.Or(f.Tenant.IdleSessionLifetime, lifetime(3*24*time.Hour))
	r.emailDefaults()
	r.limitDefaults()
	r.entryDefaults()
}

func (r *reading) emailDefaults() {
	e, driver := &r.file.Delivery.Email, EmailSMTP
	if r.file.Dev.Enabled && r.file.Dev.Inbox {
		driver = EmailInbox
	}
	e.Driver = cmp.Or(e.Driver, driver)
	e.SMTP.Port = cmp.Or(e.SMTP.Port, 587)
	e.SMTP.TLS = cmp.Or(e.SMTP.TLS, SMTPStartTLS)
	r.file.Delivery.SMS.Driver = cmp.Or(r.file.Delivery.SMS.Driver, "none")
}

// limitDefaults keeps mail bombing and guessing within bounds: 100 wrong
// codes a day make a chance of 1 in 10,000 that one address is guessed that day.
func (r *reading) limitDefaults() {
	l, day := &r.file.Limits, 24*time.Hour
	l.PasswordlessStart.PerAddress = orRates(l.PasswordlessStart.PerAddress, rate{N: 1, Per: 30 * time.Second}, rate{N: 5, Per: time.Hour}, rate{N: 20, Per: day})
	l.PasswordlessStart.PerIP = orRates(l.PasswordlessStart.PerIP, rate{N: 50, Per: time.Hour})
	l.Code.Tries = cmp.Or(l.Code.Tries, 3)
	l.Code.WrongPerAddress = orRates(l.Code.WrongPerAddress, rate{N: 10, Per: time.Hour}, rate{N: 100, Per: day})
	l.Code.WrongPerIP = orRates(l.Code.WrongPerIP, rate{N: 100, Per: day})
}

// orRates keeps an empty list, which means no limit, apart from none.
func orRates(set rates, otherwise ...rate) rates {
	if set == nil {
		return otherwise
	}
	return set
}

func (r *reading) entryDefaults() {
	f := &r.file
	if !r.said("connections") {
		f.Connections = []connectionEntry{{Name: "email"}}
	}
	for i := range f.Connections {
		c := &f.Connections[i]
		c.Strategy = cmp.Or(c.Strategy, "email")
		c.TOTP.Length = cmp.Or(c.TOTP.Length, 6)
		c.TOTP.TimeStep = cmp.Or(c.TOTP.TimeStep, lifetime(5*time.Minute))
	}
	for i := range f.Clients {
		c := &f.Clients[i]
		c.Name = cmp.Or(c.Name, c.ClientID)
		c.AppType = cmp.Or(c.AppType, "spa")
		c.IsFirstParty = c.IsFirstParty || !r.said(clientPath(c.ClientID)+".is_first_party")
	}
	for i := range f.APIs {
		f.APIs[i].Name = cmp.Or(f.APIs[i].Name, f.APIs[i].Identifier)
	}
}
