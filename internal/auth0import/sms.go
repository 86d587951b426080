package auth0import

import (
	"authd/internal/auth0import/export"
	"authd/internal/authd"
	"authd/internal/config/document"
	"authd/internal/config/weburl"
)

// sms is how text messages leave: by the connection's own settings, or since 2024
// by the tenant's phone provider.
func (p *planner) sms(options export.Value, connection string) {
	from := options.Text("from")
	switch {
	case p.File.Delivery.SMS.Driver != "":
		p.lost("connections["+connection+"]", "has a gateway of its own; here all text messages take one way, delivery.sms")
	case options.Has("gateway_url"):
		p.webhook(options, connection)
	case options.Secret("twilio_sid") != "":
		p.twilio(document.Twilio{SID: options.Secret("twilio_sid"), MessagingServiceSID: options.Secret("messaging_service_sid")}, from, options.Secret("twilio_token"))
	}
	if p.File.Delivery.SMS.Driver == document.SMSWebhook {
		p.File.Delivery.SMS.From = from
	}
	options.Text("provider")
}

// webhook is Auth0's custom SMS gateway, which is spoken here too.
func (p *planner) webhook(options export.Value, connection string) {
	s, g := &p.File.Delivery.SMS, options.Group("gateway_authentication")
	url := options.Text("gateway_url")
	if f := weburl.CheckPage(url); f != nil {
		p.changed("delivery.sms.url", "%s is left out: %s", url, f.Text)
		return
	}
	s.Driver, s.URL = document.SMSWebhook, url
	if a := &s.GatewayAuthentication; g.Text("method") == document.GatewayBearer {
		a.Method, a.Subject, a.Audience = document.GatewayBearer, g.Text("subject"), g.Text("audience")
		a.SecretBase64Encoded = bool(g.Flag("secret_base64_encoded", export.No))
		a.SecretFile = p.gatewaySecret(*a, g.Secret("secret"))
	}
	p.left.Add("connections[]", connection, g)
	p.countries()
}

// gatewaySecret is the file of what signs the gateway's tokens with HS256.
func (p *planner) gatewaySecret(a document.GatewayAuthentication, secret string) string {
	const setting = "delivery.sms.gateway_authentication.secret_file"
	a.Secret = secret
	key, err := a.Key()
	if secret == "" || err == nil && len(key) >= shortestHMACKey {
		return p.secret(setting, "sms", secret)
	}
	return p.newSecret(setting, "sms")
}

func (p *planner) twilio(t document.Twilio, from, token string) {
	s := &p.File.Delivery.SMS
	s.Driver, s.Twilio, s.From = document.SMSTwilio, t, from
	s.Twilio.TokenFile = p.secret("delivery.sms.twilio.token_file", "twilio", token)
	if from == "" && t.MessagingServiceSID == "" {
		s.From = "+14155550123"
		p.fillIn("delivery.sms.from", "a number of the Twilio account, or messaging_service_sid instead")
	}
	p.countries()
}

// countries are no setting of Auth0's, and nothing is sent without them.
func (p *planner) countries() {
	const text = "the countries that text messages may go to, like [US, CA]; none are sent without"
	p.Report.FillIn = append(p.Report.FillIn, line("delivery.sms.countries", text))
	p.comment("delivery.sms.driver", "FILL IN countries: "+text)
}

// phoneProvider is used where a connection of text messages says no way.
func (p *planner) phoneProvider(root export.Value) {
	providers := root.Entries("phoneProviders", "name")
	texts := false
	for _, c := range p.File.Connections {
		texts = texts || c.Strategy == authd.StrategySMS
	}
	for _, v := range providers {
		c := v.Group("configuration")
		sid := c.Secret("sid")
		if !texts || p.File.Delivery.SMS.Driver != "" || v.Text("name") != "twilio" || sid == "" {
			p.lost(v.Path(), "see delivery.sms")
			continue
		}
		p.twilio(document.Twilio{SID: sid, MessagingServiceSID: c.Secret("default_messaging_service_sid")}, c.Secret("default_from"), v.Group("credentials").Secret("auth_token"))
	}
	if texts && p.File.Delivery.SMS.Driver == "" {
		p.changed("delivery.sms", "the export names no way for text messages, so nobody can log in with them yet: set delivery.sms")
	}
}
