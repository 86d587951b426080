package delivery

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// A received mail, with how it came.
type received struct {
	from, to, user, data string
	encrypted            bool
}

// A mailServer is a true SMTP server on a free port that keeps what it takes.
type mailServer struct {
	mail func() error          // nil: every sender may send
	rcpt func(to string) error // nil: everybody is known
	data func() error          // nil: every mail is taken

	port  int
	roots *x509.CertPool
	mu    sync.Mutex
	mails []received
}

// start makes the server listen; adjust may change it before.
func (m *mailServer) start(t *testing.T, adjust func(*smtp.Server)) *mailServer {
	t.Helper()
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &conversation{server: m, conn: c}, nil
	}))
	s.Domain, s.ErrorLog = "mail.test", quiet{}
	certificate, roots := testCertificate(t)
	m.roots = roots
	if adjust != nil {
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
		adjust(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.port = l.Addr().(*net.TCPAddr).Port
	if s.Addr == "implicit" {
		l = tls.NewListener(l, s.TLSConfig)
	}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return m
}

// taken is what the server has, once a Send is over.
func (m *mailServer) taken() []received {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mails
}

func (m *mailServer) settings(protection string) SMTPSettings {
	return SMTPSettings{From: "Shop <no-reply@shop.test>", Host: "127.0.0.1", Port: m.port, TLS: protection, roots: m.roots}
}

// testCertificate borrows the certificate of net/http's test server, which is
// good for 127.0.0.1.
func testCertificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s.TLS.Certificates[0], roots
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// A conversation is one SMTP connection.
type conversation struct {
	server *mailServer
	conn   *smtp.Conn
	mail   received
}

func (c *conversation) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *conversation) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "postman" || password != "secret" {
			return smtp.ErrAuthFailed
		}
		c.mail.user = user
		return nil
	}), nil
}

func (c *conversation) Mail(from string, _ *smtp.MailOptions) error {
	_, c.mail.encrypted = c.conn.TLSConnectionState()
	c.mail.from = from
	if c.server.mail == nil {
		return nil
	}
	return c.server.mail()
}

func (c *conversation) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.mail.to = to
	if c.server.rcpt == nil {
		return nil
	}
	return c.server.rcpt(to)
}

func (c *conversation) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if c.server.data != nil {
		if err := c.server.data(); err != nil {
			return err
		}
	}
	c.mail.data = string(body)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.server.mails = append(c.server.mails, c.mail)
	return nil
}

func (c *conversation) Reset()        {}
func (c *conversation) Logout() error { return nil }

// A silentServer takes connections and says nothing, for ever.
func silentServer(t *testing.T) SMTPSettings {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	n, _ := strconv.Atoi(port)
	return SMTPSettings{From: "no-reply@shop.test", Host: "127.0.0.1", Port: n, TLS: "none"}
}
