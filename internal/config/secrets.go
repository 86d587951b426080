package config

import (
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"authd/internal/config/check"
	"authd/internal/config/document"
)

// everyone is the permission bit that lets any user of the machine read a file.
const everyone fs.FileMode = 0o004

// largestSecret is in bytes.
const largestSecret = 64 << 10

// readSecrets puts each secret where its inline key stands, whichever way it is
// given.
func (r *reading) readSecrets() {
	r.secret = r.masterSecret()
	r.checkDSN()
	admin := &r.file.Admin
	admin.Token = r.pickSecret("admin.token", admin.Token, admin.TokenFile)
	registration := &r.file.Registration
	registration.InitialAccessToken = r.pickSecret("registration.initial_access_token", registration.InitialAccessToken, registration.InitialAccessTokenFile)
	email := &r.file.Delivery.Email
	email.SMTP.Password = r.pickSecret("delivery.email.smtp.password", email.SMTP.Password, email.SMTP.PasswordFile)
	email.Fallback.Password = r.pickSecret("delivery.email.smtp_fallback.password", email.Fallback.Password, email.Fallback.PasswordFile)
	sms := &r.file.Delivery.SMS
	sms.Twilio.Token = r.pickSecret("delivery.sms.twilio.token", sms.Twilio.Token, sms.Twilio.TokenFile)
	gateway := &sms.GatewayAuthentication
	gateway.Secret = r.pickSecret("delivery.sms.gateway_authentication.secret", gateway.Secret, gateway.SecretFile)
	for i := range r.file.Clients {
		c := &r.file.Clients[i]
		c.ClientSecret = r.pickSecret(c.Path()+".client_secret", c.ClientSecret, c.ClientSecretFile)
		if value, _ := r.lookup(c.SecretVariable()); value != "" {
			c.ClientSecret = value
		}
		r.readKeys(c)
	}
	for i := range r.file.APIs {
		a := &r.file.APIs[i]
		a.SigningSecret = r.pickSecret(a.Path()+".signing_secret", a.SigningSecret, a.SigningSecretFile)
		a.IntrospectionSecret = r.pickSecret(a.Path()+".introspection_secret", a.IntrospectionSecret, a.IntrospectionSecretFile)
	}
}

// readKeys puts a client's public keys where their inline key stands.
func (r *reading) readKeys(c *document.Client) {
	if c.JWKSFile == "" {
		return
	}
	if c.JWKS != "" {
		r.notes.Wrong(c.Path()+".jwks", "is given twice: keep this or jwks_file")
		return
	}
	data, _, err := readSmall(c.JWKSFile)
	if err != nil {
		r.notes.Wrong(c.Path()+".jwks_file", fmt.Sprintf("%s cannot be read: %s", c.JWKSFile, reason(err)))
		return
	}
	c.JWKS = string(data)
}

// masterSecret is what AUTHD_SECRET says, or the file AUTHD_SECRET_FILE names.
func (r *reading) masterSecret() string {
	value, _ := r.lookup("AUTHD_SECRET")
	name, _ := r.lookup("AUTHD_SECRET_FILE")
	if value != "" && name != "" {
		r.notes.Problems = append(r.notes.Problems, Problem{File: "AUTHD_SECRET", Text: "AUTHD_SECRET_FILE is set as well; give one of the two"})
	}
	if value != "" || name == "" {
		return value
	}
	text, problem := r.secretFile(name)
	if problem != "" {
		r.notes.Problems = append(r.notes.Problems, Problem{File: "AUTHD_SECRET_FILE", Text: problem})
	}
	return text
}

// pickSecret is the inline secret at path, or what the file holds that path with
// _file appended names.
func (r *reading) pickSecret(path, inline, name string) string {
	if inline != "" {
		r.checkInline(path, name)
		return inline
	}
	if name == "" {
		return ""
	}
	text, problem := r.secretFile(name)
	if problem != "" {
		r.notes.Wrong(path+"_file", problem)
	}
	return text
}

// checkInline judges a secret that stands in the configuration itself.
func (r *reading) checkInline(path, name string) {
	if name != "" {
		r.notes.Wrong(path, "is given twice: keep this or "+path[strings.LastIndexByte(path, '.')+1:]+"_file")
	}
	r.doubtInline(path, "put it into a file and name that by "+path[strings.LastIndexByte(path, '.')+1:]+"_file")
}

// doubtInline doubts a secret that the file itself says, unless a developer
// plays with it.
func (r *reading) doubtInline(path, fix string) {
	switch at, _ := r.notes.Tree.At(path); {
	case at.Line == 0:
	case r.mode&everyone != 0:
		r.notes.Doubt(check.ReadableSecret, path, "a secret stands in a file that everyone on this machine can read").Fix = "chmod 600 " + r.name
	case !r.file.Dev.Enabled:
		r.notes.Doubt(check.InlineSecret, path, "a secret stands in the file itself, and goes wherever the file is copied").Fix = fix
	}
}

// checkDSN looks for a password in the connection string.
func (r *reading) checkDSN() {
	u, err := url.Parse(r.file.Storage.DSN)
	inURL := err == nil && u.User != nil
	if inURL {
		_, inURL = u.User.Password()
	}
	if inURL || strings.Contains(r.file.Storage.DSN, "password=") {
		r.doubtInline("storage.dsn", "set it by the environment variable AUTHD_STORAGE_DSN")
	}
}

// secretFile reads a secret without the line break editors put at its end. The
// second result says why it could not.
func (r *reading) secretFile(name string) (string, string) {
	data, mode, err := readSmall(name)
	if err != nil {
		return "", fmt.Sprintf("secret file %s cannot be read: %s", name, reason(err))
	}
	if mode&everyone != 0 {
		r.notes.Warnings = append(r.notes.Warnings, Problem{File: name, Text: "everyone on this machine can read this secret", Rule: check.ReadableSecret, Fix: "chmod 600 " + name})
	}
	secret := strings.TrimRight(string(data), "\r\n")
	if secret == "" {
		return "", fmt.Sprintf("secret file %s is empty", name)
	}
	return secret, ""
}

// readSmall reads a secret and its file's permissions.
func readSmall(name string) ([]byte, fs.FileMode, error) {
	return readFile(name, largestSecret)
}
