package delivery

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// smtpTimeout bounds each stage of a conversation: connecting and greeting, then
// handing over. The worker's lease outlives all of them together.
const smtpTimeout = 10 * time.Second

// SMTPSettings are delivery.email.from and delivery.email.smtp.
type SMTPSettings struct {
	From     string // an RFC 5322 address, perhaps with a name
	Host     string
	Port     int
	TLS      string // none, starttls or implicit
	Username string // empty: no login is tried
	Password string

	// What tests need otherwise.
	roots   *x509.CertPool // nil: the system's
	timeout time.Duration  // 0: smtpTimeout
}

// SMTP is a Sender that hands mails to one mail server, one connection a mail.
type SMTP struct {
	client *gomail.Client
	from   string
	domain string // the right side of every Message-ID
}

// NewSMTP checks the settings. It does not connect.
func NewSMTP(s SMTPSettings) (*SMTP, error) {
	domain, err := domainOf(s.From)
	if err != nil {
		return nil, err
	}
	options := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(cmp.Or(s.timeout, smtpTimeout)), gomail.WithoutNoop(), gomail.WithoutRset()}
	protection, err := protect(s)
	if err != nil {
		return nil, err
	}
	options = append(options, protection...)
	if s.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.Username), gomail.WithPassword(s.Password))
	}
	client, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("delivery.email.smtp: %w", err)
	}
	return &SMTP{client: client, from: s.From, domain: domain}, nil
}

func domainOf(from string) (string, error) {
	m := gomail.NewMsg()
	if err := m.From(from); err != nil {
		return "", fmt.Errorf("delivery.email.from: %q is not a mail address: %w", from, err)
	}
	address := m.GetFrom()[0].Address
	return address[strings.LastIndex(address, "@")+1:], nil
}

// protect says how the connection is encrypted. Where STARTTLS is configured a
// server without it is an error, never a reason to go on in the clear: whoever
// sits on the line could strip the offer (security row RE-14).
func protect(s SMTPSettings) ([]gomail.Option, error) {
	trust := gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.roots, MinVersion: tls.VersionTLS12})
	switch s.TLS {
	case "none":
		return []gomail.Option{gomail.WithTLSPolicy(gomail.NoTLS)}, nil
	case "starttls":
		return []gomail.Option{gomail.WithTLSPolicy(gomail.TLSMandatory), trust}, nil
	case "implicit":
		return []gomail.Option{gomail.WithSSL(), trust}, nil
	}
	return nil, fmt.Errorf("delivery.email.smtp.tls: %q is none of none, starttls, implicit", s.TLS)
}

// Send hands m over and returns when the server has taken or refused it.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	letter, err := s.letter(m)
	if err != nil {
		return err
	}
	err = s.client.DialAndSendWithContext(ctx, letter)
	if letter.IsDelivered() {
		return nil // whatever went wrong while saying goodbye
	}
	return conceal(err)
}

func (s *SMTP) letter(m Message) (*gomail.Msg, error) {
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(letter.From(s.from), letter.To(m.To)); err != nil {
		return nil, fmt.Errorf("%w: sender or recipient is not an address", ErrRefused)
	}
	letter.Subject(m.Subject)
	letter.SetMessageIDWithValue(m.ID + "@" + s.domain)
	letter.SetDateWithValue(m.Date)
	// Keeps out-of-office notes from answering (RFC 3834 §5).
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	letter.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return letter, nil
}

// conceal keeps of a refused mail's error only its stage and the reply's codes:
// servers like to repeat the address in their text, and errors are logged.
func conceal(err error) error {
	var refusal *gomail.SendError
	if !errors.As(err, &refusal) {
		return err
	}
	if refusal.ErrorCode() == 0 {
		return fmt.Errorf("%s: the mail server gave no proper answer", refusal.Reason)
	}
	reply := strings.TrimSpace(fmt.Sprintf("%d %s", refusal.ErrorCode(), refusal.EnhancedStatusCode()))
	err = fmt.Errorf("%s: the mail server answered %s", refusal.Reason, reply)
	// To refuse the sender is about the account there, which somebody can mend.
	if refusal.ErrorCode() >= 500 && refusal.Reason != gomail.ErrSMTPMailFrom {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}
