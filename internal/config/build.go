package config

import (
	"net/netip"
	"time"

	"authd/internal/authd"
)

// snapshot turns the checked file into what the server works with.
func (r *reading) snapshot() *Snapshot {
	f := r.file
	return &Snapshot{
		Directory: r.directory(),
		Server:    f.Server.snapshot(),
		Storage:   Storage(f.Storage),
		DataDir:   f.DataDir,
		Keys:      Keys{RotateEvery: time.Duration(f.Keys.RotateEvery), PublishAhead: time.Duration(f.Keys.PublishAhead)},
		Email:     f.Delivery.Email.snapshot(),
		Limits:    f.Limits.snapshot(),
		Dev:       f.Dev.snapshot(),
		Log:       Log(f.Log),
		Secret:    r.secret,
	}
}

func (s serverKeys) snapshot() Server {
	proxies := make([]netip.Prefix, len(s.TrustedProxies))
	for i, p := range s.TrustedProxies {
		proxies[i] = netip.Prefix(p)
	}
	return Server{Listen: s.Listen, TLS: TLS(s.TLS), TrustedProxies: proxies, AdminListen: s.AdminListen}
}

func (e emailKeys) snapshot() Email {
	return Email{
		Driver:    e.Driver,
		From:      e.From,
		SMTP:      SMTP{Host: e.SMTP.Host, Port: e.SMTP.Port, TLS: e.SMTP.TLS, Username: e.SMTP.Username, Password: e.SMTP.Password},
		Templates: e.Templates,
	}
}

func (l limitKeys) snapshot() authd.Limits {
	return authd.Limits{
		StartPerAddress:     l.PasswordlessStart.PerAddress.plain(),
		StartPerIP:          l.PasswordlessStart.PerIP.plain(),
		WrongCodePerAddress: l.Code.WrongPerAddress.plain(),
		WrongCodePerIP:      l.Code.WrongPerIP.plain(),
		CodeTries:           l.Code.Tries,
	}
}

func (r rates) plain() []authd.Rate {
	list := make([]authd.Rate, len(r))
	for i, one := range r {
		list[i] = authd.Rate(one)
	}
	return list
}

func (d devKeys) snapshot() Dev {
	codes := make([]FixedCode, len(d.FixedCodes))
	for i, c := range d.FixedCodes {
		codes[i] = FixedCode(c)
	}
	return Dev{Enabled: d.Enabled, Inbox: d.Inbox, FixedCodes: codes}
}
