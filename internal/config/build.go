package config

import (
	"net/netip"
	"time"

	"authd/internal/authd"
	"authd/internal/config/document"
	"authd/internal/people"
)

// snapshot turns the checked file into what the server works with.
func (r *reading) snapshot() *Snapshot {
	f := r.file
	s := &Snapshot{
		Directory:    r.directory(),
		Server:       server(f.Server),
		Admin:        Admin{Token: f.Admin.Token},
		Storage:      Storage(f.Storage),
		DataDir:      f.DataDir,
		Keys:         Keys{RotateEvery: time.Duration(f.Keys.RotateEvery), PublishAhead: time.Duration(f.Keys.PublishAhead)},
		Audit:        Audit{Retention: time.Duration(f.Audit.Retention)},
		Email:        email(f.Delivery.Email),
		SMS:          sms(f.Delivery.SMS),
		Limits:       limits(f.Limits),
		Outbound:     Outbound{AllowedNetworks: networks(f.Outbound.AllowedNetworks)},
		Registration: registration(f.Registration),
		Dev:          dev(f.Dev),
		Log:          Log(f.Log),
		Secret:       r.secret,
		Warnings:     r.notes.Warnings,
		Settings:     r.settings(),
		Remarks:      remarks(r.name, r.data),
		tree:         r.notes.Tree,
		file:         r.name,
		written:      f,
	}
	s.Dev.Users = r.users(s.Directory)
	return s
}

func server(s document.Server) Server {
	return Server{Listen: s.Listen, TLS: TLS(s.TLS), TrustedProxies: networks(s.TrustedProxies), AdminListen: s.AdminListen, ShutdownDelay: time.Duration(s.ShutdownDelay)}
}

func networks(list []document.Network) []netip.Prefix {
	prefixes := make([]netip.Prefix, len(list))
	for i, n := range list {
		prefixes[i] = netip.Prefix(n)
	}
	return prefixes
}

func email(e document.Email) Email {
	return Email{
		Driver:    e.Driver,
		From:      e.From,
		SMTP:      smtp(e.SMTP),
		Fallback:  smtp(e.Fallback),
		Templates: e.Templates,
	}
}

func smtp(s document.SMTP) SMTP {
	return SMTP{Host: s.Host, Port: s.Port, TLS: s.TLS, Username: s.Username, Password: s.Password}
}

func sms(s document.SMS) SMS {
	a := s.GatewayAuthentication
	return SMS{
		Driver: s.Driver, Countries: s.Countries, From: s.From, URL: s.URL,
		Gateway: Gateway{Signed: a.Method == document.GatewayBearer, Subject: a.Subject, Audience: a.Audience, Secret: gatewaySecret(a)},
		Twilio:  Twilio{SID: s.Twilio.SID, Token: s.Twilio.Token, MessagingServiceSID: s.Twilio.MessagingServiceSID},
	}
}

// gatewaySecret is a secret that was checked to be readable.
func gatewaySecret(a document.GatewayAuthentication) []byte {
	key, _ := a.Key() // check.All has reported what is wrong
	return key
}

func registration(r document.Registration) Registration {
	return Registration{Enabled: r.Enabled, InitialAccessToken: r.InitialAccessToken, GrantTypes: r.GrantTypes, MaxClients: r.MaxClients}
}

func limits(l document.Limits) authd.Limits {
	return authd.Limits{
		StartPerAddress:     rates(l.PasswordlessStart.PerAddress),
		StartPerIP:          rates(l.PasswordlessStart.PerIP),
		WrongCodePerAddress: rates(l.Code.WrongPerAddress),
		WrongCodePerIP:      rates(l.Code.WrongPerIP),
		WrongUserCodePerIP:  rates(l.DeviceFlow.WrongPerIP),
		TokenPerIP:          rates(l.Token.PerIP),
		WrongSecretPerIP:    rates(l.Token.WrongSecretPerIP),
		SMSPerBlock:         rates(l.SMS.PerBlock),
		SMSPerCountry:       rates(l.SMS.PerCountry),
		SMSTotal:            rates(l.SMS.Total),
		RegistrationPerIP:   rates(l.Registration.PerIP),
		CodeTries:           l.Code.Tries,
	}
}

func rates(r document.Rates) []authd.Rate {
	list := make([]authd.Rate, len(r))
	for i, one := range r {
		list[i] = authd.Rate(one)
	}
	return list
}

func dev(d document.Dev) Dev {
	codes := make([]FixedCode, len(d.FixedCodes))
	for i, c := range d.FixedCodes {
		codes[i] = FixedCode(c)
	}
	return Dev{Enabled: d.Enabled, Inbox: d.Inbox, Clock: d.Clock, FixedCodes: codes}
}

// users are people that were checked to be readable.
func (r *reading) users(d authd.Directory) []authd.User {
	var list []authd.User
	for _, u := range r.file.Dev.Users {
		if _, served := d.Connections[u.Connection]; served {
			user, _ := people.Directory(d.Connections).User(u.Record(), "") // check.All has reported what is wrong
			list = append(list, user)
		}
	}
	return list
}
