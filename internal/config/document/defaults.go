package document

import (
	"cmp"
	"path/filepath"
	"time"
)

const day = 24 * time.Hour

// FillDefaults completes f, so that checks see what will be in force. said tells
// whether the file or the environment sets a path. Settings that are explained
// with a token stay as they are: a default must not look configured.
func (f *File) FillDefaults(said func(path string) bool) {
	f.DataDir = cmp.Or(f.DataDir, "data")
	f.Server.Listen = cmp.Or(f.Server.Listen, "127.0.0.1:8443")
	f.Server.TLS.Mode = cmp.Or(f.Server.TLS.Mode, TLSLocal)
	f.Storage.Driver = cmp.Or(f.Storage.Driver, DriverSQLite)
	if f.Storage.Driver == DriverSQLite {
		f.Storage.DSN = cmp.Or(f.Storage.DSN, filepath.Join(f.DataDir, "authd.db"))
	}
	f.Audit.Retention = cmp.Or(f.Audit.Retention, Lifetime(90*day))
	f.Keys.RotateEvery = cmp.Or(f.Keys.RotateEvery, Lifetime(90*day))
	f.Server.ShutdownDelay = cmp.Or(f.Server.ShutdownDelay, Lifetime(5*time.Second))
	f.Keys.PublishAhead = cmp.Or(f.Keys.PublishAhead, Lifetime(day))
	f.Log.Format = cmp.Or(f.Log.Format, "text")
	f.Log.Level = cmp.Or(f.Log.Level, "info")
	f.Tenant.FriendlyName = cmp.Or(f.Tenant.FriendlyName, "authd")
	flow := &f.Tenant.DeviceFlow
	flow.CodeLifetime = cmp.Or(flow.CodeLifetime, Lifetime(15*time.Minute))
	flow.Interval = cmp.Or(flow.Interval, Lifetime(5*time.Second))
	f.Userinfo.AccessTokenInQuery = f.Userinfo.AccessTokenInQuery || !said("userinfo.access_token_in_query")
	f.fillDelivery()
	f.Limits.fill()
	f.Registration.fill()
	f.fillLists(said)
}

func (f *File) fillDelivery() {
	driver, sms := EmailSMTP, SMSNone
	if f.Dev.Enabled && f.Dev.Inbox {
		driver, sms = EmailInbox, SMSInbox
	}
	e := &f.Delivery.Email
	e.Driver = cmp.Or(e.Driver, driver)
	if e.Driver == EmailInbox {
		e.From = cmp.Or(e.From, "authd <login@authd.test>")
	}
	for _, s := range []*SMTP{&e.SMTP, &e.Fallback} {
		s.Port = cmp.Or(s.Port, 587)
		s.TLS = cmp.Or(s.TLS, SMTPStartTLS)
	}
	s := &f.Delivery.SMS
	s.Driver = cmp.Or(s.Driver, sms)
	s.GatewayAuthentication.Method = cmp.Or(s.GatewayAuthentication.Method, GatewayNone)
	s.GatewayAuthentication.Subject = cmp.Or(s.GatewayAuthentication.Subject, "urn:authd")
}

// fill keeps mail bombing and guessing within bounds: with 100 wrong codes a
// day, the chance that one address is guessed that day is 1 in 10,000. Text
// messages cost money, so what all of them may cost is bounded too.
func (l *Limits) fill() {
	l.SMS.PerBlock = l.SMS.PerBlock.or(Rate{N: 10, Per: time.Hour})
	l.SMS.PerCountry = l.SMS.PerCountry.or(Rate{N: 200, Per: time.Hour})
	l.SMS.Total = l.SMS.Total.or(Rate{N: 1000, Per: day})
	start, code := &l.PasswordlessStart, &l.Code
	start.PerAddress = start.PerAddress.or(Rate{N: 1, Per: 30 * time.Second}, Rate{N: 5, Per: time.Hour}, Rate{N: 20, Per: day})
	start.PerIP = start.PerIP.or(Rate{N: 50, Per: time.Hour})
	code.Tries = cmp.Or(code.Tries, 3)
	code.WrongPerAddress = code.WrongPerAddress.or(Rate{N: 10, Per: time.Hour}, Rate{N: 100, Per: day})
	code.WrongPerIP = code.WrongPerIP.or(Rate{N: 100, Per: day})
	l.DeviceFlow.WrongPerIP = l.DeviceFlow.WrongPerIP.or(Rate{N: 5, Per: 15 * time.Minute})
	l.Registration.PerIP = l.Registration.PerIP.or(Rate{N: 20, Per: time.Hour}, Rate{N: 100, Per: day})
	l.Token.PerIP = l.Token.PerIP.or(Rate{N: 30, Per: time.Second})
	l.Token.WrongSecretPerIP = l.Token.WrongSecretPerIP.or(Rate{N: 20, Per: time.Hour})
}

// or keeps an empty list, which means no limit, apart from none.
func (r Rates) or(otherwise ...Rate) Rates {
	if r == nil {
		return otherwise
	}
	return r
}

func (f *File) fillLists(said func(path string) bool) {
	if !said("connections") {
		f.Connections = []Connection{{Name: "email"}}
	}
	for i := range f.Connections {
		f.Connections[i].fill()
	}
	for i := range f.APIs {
		f.APIs[i].Name = cmp.Or(f.APIs[i].Name, f.APIs[i].Identifier)
	}
	for i := range f.Clients {
		f.Clients[i].FillDefaults(said)
	}
}

// FillDefaults is File.FillDefaults for one client.
func (c *Client) FillDefaults(said func(path string) bool) {
	c.Name = cmp.Or(c.Name, c.ClientID)
	c.AppType = cmp.Or(c.AppType, "spa")
	c.IsFirstParty = c.IsFirstParty || !said(c.Path()+".is_first_party")
}

func (c *Connection) fill() {
	c.Strategy = cmp.Or(c.Strategy, StrategyEmail)
	c.TOTP.Length = cmp.Or(c.TOTP.Length, 6)
	c.TOTP.TimeStep = cmp.Or(c.TOTP.TimeStep, Lifetime(5*time.Minute))
}
