package config

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"authd/internal/config/weburl"
)

func (r *reading) checkEmail() {
	e := r.file.Delivery.Email
	switch e.Driver {
	case EmailInbox:
		r.checkInbox()
	case EmailSMTP:
		r.checkSMTP(e)
	}
	if r.file.Delivery.SMS.Driver != "none" {
		r.doubt("delivery.sms.driver", "text messages are not served by this version, so this has no effect")
	}
}

func (r *reading) checkInbox() {
	if !r.file.Dev.Enabled || !r.file.Dev.Inbox {
		r.wrong("delivery.email.driver", "inbox keeps mails in memory for developing and needs dev.enabled: true and dev.inbox: true; use smtp to send mail")
	}
}

func (r *reading) checkSMTP(e emailKeys) {
	r.need("delivery.email.smtp.host", e.SMTP.Host, "is missing: the mail server that takes login mails")
	r.need("delivery.email.from", e.From, `is missing: the sender of login mails, like "Example <no-reply@example.com>"`)
	if _, err := mail.ParseAddress(e.From); e.From != "" && err != nil {
		r.wrong("delivery.email.from", `must be an address like "Example <no-reply@example.com>"`)
	}
	if e.SMTP.TLS == SMTPPlain && e.SMTP.Host != "" && !weburl.Loopback(e.SMTP.Host) {
		r.doubt("delivery.email.smtp.tls", "none sends login codes over the network in the clear; use starttls or implicit")
	}
}

// checkDev keeps what makes logins easy for a developer away from everybody
// else's (PL-30).
func (r *reading) checkDev() {
	d := r.file.Dev
	if d.Enabled && !r.loopbackIssuer() {
		r.wrong("dev.enabled", "is refused: the issuer's host must be localhost, 127.0.0.1 or [::1]")
	}
	if d.Enabled && !r.loopbackListener() {
		r.wrong("dev.enabled", "is refused: server.listen must be localhost, 127.0.0.1 or [::1]")
	}
	if !d.Enabled && len(d.FixedCodes) > 0 {
		r.wrong("dev.fixed_codes", "is refused without dev.enabled: true")
	}
	for _, c := range d.FixedCodes {
		r.checkFixedCode(c)
	}
}

// reserved are the top-level domains no mail can reach (RFC 2606 §2).
var reserved = []string{".test", ".example", ".invalid", ".localhost"}

func (r *reading) checkFixedCode(c fixedCodeEntry) {
	path := "dev.fixed_codes[" + c.Address + "]"
	_, domain, found := strings.Cut(c.Address, "@")
	unreachable := func(tld string) bool { return strings.HasSuffix(strings.ToLower(domain), tld) }
	if !found || !slices.ContainsFunc(reserved, unreachable) {
		r.wrong(path+".address", "must be an address nobody can own, ending in "+strings.Join(reserved, ", "))
	}
	if length := r.codeLength(); len(c.Code) != length || strings.Trim(c.Code, "0123456789") != "" {
		r.wrong(path+".code", fmt.Sprintf("must be %d digits in quotes", length))
	}
}

// codeLength is how many digits the first email connection's codes have.
func (r *reading) codeLength() int {
	for _, c := range r.file.Connections {
		if c.Strategy == "email" {
			return c.TOTP.Length
		}
	}
	return 6
}
