package config

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"authd/internal/config/weburl"
)

func (r *reading) checkIssuer() {
	r.need("issuer", r.file.Issuer, "is missing: give the https URL under which browsers reach this server, like https://auth.example.com/")
	if r.file.Issuer != "" {
		r.fault("issuer", weburl.CheckIssuer(r.file.Issuer))
	}
}

func (r *reading) checkServer() {
	s := r.file.Server
	r.checkListen("server.listen", s.Listen)
	if s.AdminListen != "" {
		r.checkListen("server.admin_listen", s.AdminListen)
	}
	overTLS := strings.HasPrefix(r.file.Issuer, "https:")
	switch {
	case s.TLS.Mode == TLSFiles:
		r.need("server.tls.cert_file", s.TLS.CertFile, "is missing: mode files needs a certificate")
		r.need("server.tls.key_file", s.TLS.KeyFile, "is missing: mode files needs the certificate's key")
	case s.TLS.Mode == TLSLocal && strings.HasPrefix(r.file.Issuer, "http:"):
		r.wrong("server.tls.mode", "must be off when the issuer is an http:// URL")
	case s.TLS.Mode == TLSOff && overTLS && len(s.TrustedProxies) == 0:
		r.doubt("server.trusted_proxies", "is empty, so everybody behind the proxy that ends TLS shares one address, and its limits; list the proxy's address")
	}
}

func (r *reading) checkListen(path, value string) {
	_, port, err := net.SplitHostPort(value)
	if n, portErr := strconv.Atoi(port); err != nil || portErr != nil || n < 0 || n > 65535 {
		r.wrong(path, "must be host:port, like 127.0.0.1:8443, or :8443 for every interface")
	}
}

func (r *reading) checkStorage() {
	if r.file.Storage.Driver != DriverPostgres {
		return
	}
	r.need("storage.dsn", r.file.Storage.DSN, "is missing: postgres needs a connection string, like postgres://authd@db.example.com/authd")
	if r.secret == "" {
		r.wrong("storage.driver", "postgres needs AUTHD_SECRET or AUTHD_SECRET_FILE in the environment: every instance seals with the same secret, at least 32 random characters")
	}
}

func (r *reading) checkKeys() {
	if k := r.file.Keys; k.PublishAhead >= k.RotateEvery {
		r.wrong("keys.publish_ahead", "must be shorter than keys.rotate_every")
	}
}

// loopbackIssuer reports whether browsers reach the server on this machine only.
func (r *reading) loopbackIssuer() bool {
	u, err := url.Parse(r.file.Issuer)
	return err == nil && weburl.Loopback(u.Hostname())
}

// loopbackListener reports whether only this machine can reach the listener.
func (r *reading) loopbackListener() bool {
	host, _, err := net.SplitHostPort(r.file.Server.Listen)
	return err == nil && weburl.Loopback(host)
}
