package check

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"authd/internal/config/document"
	"authd/internal/config/weburl"
)

func (c *checker) issuer() {
	c.Need("issuer", c.file.Issuer, "is missing: give the https URL under which browsers reach this server, like https://auth.example.com/")
	if c.file.Issuer != "" {
		c.fault("issuer", weburl.CheckIssuer(c.file.Issuer))
	}
}

func (c *checker) server() {
	s := c.file.Server
	c.listen("server.listen", s.Listen)
	if s.AdminListen != "" {
		c.listen("server.admin_listen", s.AdminListen)
	}
	switch {
	case s.TLS.Mode == document.TLSFiles:
		c.Need("server.tls.cert_file", s.TLS.CertFile, "is missing: mode files needs a certificate")
		c.Need("server.tls.key_file", s.TLS.KeyFile, "is missing: mode files needs the certificate's key")
	case s.TLS.Mode == document.TLSLocal && strings.HasPrefix(c.file.Issuer, "http:"):
		c.Wrong("server.tls.mode", "must be off when the issuer is an http:// URL")
	}
}

// shortestToken is in bytes. A generated one has 256 bits and is longer in any
// spelling.
const shortestToken = 32

func (c *checker) admin() {
	token := c.file.Admin.Token
	switch {
	case token == "":
		return
	case len(token) < shortestToken:
		c.Wrong("admin.token", "must have at least 32 characters, so that nobody guesses it; openssl rand -hex 32 makes one")
	case c.file.Server.AdminListen == "":
		c.Wrong("admin.token", "is for the management API, which server.admin_listen serves: say where, like 127.0.0.1:9090")
	}
}

func (c *checker) listen(path, value string) {
	_, port, err := net.SplitHostPort(value)
	if n, portErr := strconv.Atoi(port); err != nil || portErr != nil || n < 0 || n > 65535 {
		c.Wrong(path, "must be host:port, like 127.0.0.1:8443, or :8443 for every interface")
	}
}

func (c *checker) storage() {
	if c.file.Storage.Driver != document.DriverPostgres {
		return
	}
	c.Need("storage.dsn", c.file.Storage.DSN, "is missing: postgres needs a connection string, like postgres://authd@db.example.com/authd")
	if !c.hasSecret {
		c.Wrong("storage.driver", "postgres needs AUTHD_SECRET or AUTHD_SECRET_FILE in the environment: every instance seals with the same secret, at least 32 random characters")
	}
}

func (c *checker) keys() {
	if k := c.file.Keys; k.PublishAhead >= k.RotateEvery {
		c.Wrong("keys.publish_ahead", "must be shorter than keys.rotate_every")
	}
}

// loopbackIssuer reports whether browsers reach the server on this machine only.
func (c *checker) loopbackIssuer() bool {
	u, err := url.Parse(c.file.Issuer)
	return err == nil && weburl.Loopback(u.Hostname())
}

// loopbackListener reports whether only this machine can reach the listener.
func (c *checker) loopbackListener() bool {
	host, _, err := net.SplitHostPort(c.file.Server.Listen)
	return err == nil && weburl.Loopback(host)
}
