package check

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/config/document"
	"authd/internal/people"
)

func (c *checker) delivery() {
	e := c.file.Delivery.Email
	switch e.Driver {
	case document.EmailInbox:
		c.inbox()
	case document.EmailSMTP:
		c.smtp(e)
	}
	if _, err := mail.ParseAddress(e.From); e.From != "" && err != nil {
		c.Wrong("delivery.email.from", "must be a mail address, like Example <no-reply@example.com>")
	}
	c.sms()
}

func (c *checker) inbox() {
	if !c.file.Dev.Enabled || !c.file.Dev.Inbox {
		c.Wrong("delivery.email.driver", "inbox keeps mails in memory for developing and needs dev.enabled: true and dev.inbox: true; use smtp to send mail")
	}
}

func (c *checker) smtp(e document.Email) {
	c.Need("delivery.email.smtp.host", e.SMTP.Host, "is missing: name the mail server that takes login mails")
	c.Need("delivery.email.from", e.From, "is missing: give the sender of login mails, like Example <no-reply@example.com>")
	c.fallback(e)
}

// fallback is refused where it would never be tried, or help nobody.
func (c *checker) fallback(e document.Email) {
	second := e.Fallback
	if second.Username != "" || second.Password != "" {
		c.Need("delivery.email.smtp_fallback.host", second.Host, "is missing: name the mail server that takes mails when the first does not, or take smtp_fallback out")
	}
	if second.Host != "" && second.Host == e.SMTP.Host && second.Port == e.SMTP.Port {
		c.Wrong("delivery.email.smtp_fallback.host", "is the same mail server as delivery.email.smtp: name another one")
	}
}

// dev keeps what makes logging in easy for a developer away from everybody
// else (PL-30).
func (c *checker) dev() {
	d := c.file.Dev
	if d.Enabled && !c.loopbackIssuer() {
		c.Wrong("dev.enabled", "is refused: the issuer's host must be localhost, 127.0.0.1 or [::1]")
	}
	if d.Enabled && !c.loopbackListener() {
		c.Wrong("dev.enabled", "is refused: server.listen must be localhost, 127.0.0.1 or [::1]")
	}
	if !d.Enabled && len(d.FixedCodes) > 0 {
		c.Wrong("dev.fixed_codes", "is refused without dev.enabled: true")
	}
	if !d.Enabled && d.Clock {
		c.Wrong("dev.clock", "is refused without dev.enabled: true: whoever moves the time makes tokens live as long as they like")
	}
	if !d.Enabled && len(d.Users) > 0 {
		c.Wrong("dev.users", "is refused without dev.enabled: true: whoever may change a configuration does not keep people by it; authd user add does")
	}
	for _, u := range d.Users {
		c.user(u)
	}
	for _, fixed := range d.FixedCodes {
		c.fixedCode(fixed)
	}
}

// user is refused for what one is refused for that is added by command.
func (c *checker) user(u document.User) {
	directory := people.Directory{}
	for _, known := range c.file.Connections {
		directory[known.Name] = authd.Connection{Name: known.Name, Strategy: known.Strategy, PreserveCase: known.PreserveCase}
	}
	if _, err := directory.User(u.Record(), ""); err != nil {
		member, text, _ := strings.Cut(err.Error(), ": ")
		c.Wrong(u.Path()+"."+member, text)
	}
}

// reserved are the top-level domains no mail can reach (RFC 2606 §2).
var reserved = []string{".test", ".example", ".invalid", ".localhost"}

func (c *checker) fixedCode(f document.FixedCode) {
	at := strings.LastIndexByte(f.Address, '@')
	unreachable := func(tld string) bool { return strings.HasSuffix(strings.ToLower(f.Address), tld) }
	if at < 1 || !slices.ContainsFunc(reserved, unreachable) {
		c.Wrong(f.Path()+".address", "must be an address nobody can own, ending in "+strings.Join(reserved, ", "))
	}
	if length := c.codeLength(); len(f.Code) != length || strings.Trim(f.Code, "0123456789") != "" {
		c.Wrong(f.Path()+".code", fmt.Sprintf("must be %d digits, in quotes", length))
	}
}

// codeLength is how many digits the codes of the first email connection have.
func (c *checker) codeLength() int {
	for _, connection := range c.file.Connections {
		if connection.Strategy == document.StrategyEmail {
			return connection.TOTP.Length
		}
	}
	return 0
}
