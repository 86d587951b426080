package auth0import

import (
	"net/mail"
	"strings"

	"authd/internal/auth0import/export"
	"authd/internal/config/document"
)

const smtps = 465

// mail takes the sender from a connection, unless it is made by a template.
func (p *planner) mail(options export.Value, connection string) {
	email := options.Group("email")
	from := email.Text("from")
	if from == "" {
		from = options.Text("from")
	}
	if p.File.Delivery.Email.From == "" && isAddress(from) {
		p.File.Delivery.Email.From = from
	}
	p.left.Add("connections[]", connection, email)
}

func isAddress(from string) bool {
	_, err := mail.ParseAddress(from)
	return err == nil && !strings.Contains(from, "{{")
}

// delivery is the mail server, which has to be spoken to by SMTP here.
func (p *planner) delivery(root export.Value) {
	v, e := root.Group("emailProvider"), &p.File.Delivery.Email
	if from := v.Text("default_from_address"); isAddress(from) {
		e.From = from
	}
	if e.From == "" {
		e.From = "no-reply@example.com"
		p.fillIn("delivery.email.from", "the sender of login mails")
	}
	v.Flag("enabled", export.Yes)
	credentials := v.Group("credentials")
	if name := v.Text("name"); name == "smtp" {
		p.smtp(credentials)
	} else if name != "" {
		p.lost("emailProvider", "the API of %s is not spoken; nearly every provider takes mail by SMTP too", name)
	}
	if e.SMTP.Host == "" {
		e.SMTP.Host = "smtp.example.com"
		p.fillIn("delivery.email.smtp.host", "the mail server, and username and password_file if it wants them")
	}
	p.left.Add("emailProvider", "", v)
}

// smtp takes what an export does not mask.
func (p *planner) smtp(v export.Value) {
	s := &p.File.Delivery.Email.SMTP
	s.Host, s.Username = v.Secret("smtp_host"), v.Secret("smtp_user")
	if n := v.Secret("smtp_port"); n != "" {
		port, _ := v.Number("smtp_port")
		if port < 1 || port > 65535 || port != float64(int(port)) {
			p.changed("delivery.email.smtp.port", "%s is no port; the default counts", n)
			port = 0
		}
		s.Port = int(port)
	}
	if s.Port == smtps {
		s.TLS = document.SMTPImplicit
	}
	if s.Username != "" {
		s.PasswordFile = p.secret("delivery.email.smtp.password_file", "smtp", v.Secret("smtp_pass"))
	}
}
