package config

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// everyone is the permission bit that lets any user of the machine read a file.
const everyone fs.FileMode = 0o004

// readSecrets puts each secret where its inline key stands, whichever way it is
// given.
func (r *reading) readSecrets() {
	r.secret = r.masterSecret()
	smtp := &r.file.Delivery.Email.SMTP
	smtp.Password = r.pickSecret("delivery.email.smtp.password", smtp.Password, smtp.PasswordFile)
	for i := range r.file.Clients {
		c := &r.file.Clients[i]
		path := clientPath(c.ClientID) + ".client_secret"
		c.ClientSecret = r.pickSecret(path, c.ClientSecret, c.ClientSecretFile)
		if value, _ := r.lookup(clientVariable(c.ClientID)); value != "" {
			c.ClientSecret = value
		}
	}
	for i := range r.file.APIs {
		a := &r.file.APIs[i]
		a.SigningSecret = r.pickSecret(apiPath(a.Identifier)+".signing_secret", a.SigningSecret, a.SigningSecretFile)
	}
}

// masterSecret is what AUTHD_SECRET says, or the file AUTHD_SECRET_FILE names.
func (r *reading) masterSecret() string {
	value, _ := r.lookup("AUTHD_SECRET")
	name, _ := r.lookup("AUTHD_SECRET_FILE")
	if value != "" && name != "" {
		r.problems = append(r.problems, Problem{File: "AUTHD_SECRET", Text: "AUTHD_SECRET_FILE is set as well; give one of the two"})
	}
	if value != "" || name == "" {
		return value
	}
	text, problem := r.secretFile(name)
	if problem != "" {
		r.problems = append(r.problems, Problem{File: "AUTHD_SECRET_FILE", Text: problem})
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
		r.wrong(path+"_file", problem)
	}
	return text
}

// checkInline judges a secret that stands in the configuration itself.
func (r *reading) checkInline(path, name string) {
	if name != "" {
		r.wrong(path, "is given twice: keep this or "+path[strings.LastIndexByte(path, '.')+1:]+"_file")
	}
	if at, _ := r.tree.At(path); at.Line > 0 && r.mode&everyone != 0 {
		r.doubt(path, "a secret stands in a file that everyone on this machine can read: chmod 600 "+r.name)
	}
}

// secretFile reads a secret without the line break editors put at its end. The
// second result says why it could not.
func (r *reading) secretFile(name string) (string, string) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Sprintf("secret file %s cannot be read: %s", name, reason(err))
	}
	if info, err := os.Stat(name); err == nil && info.Mode()&everyone != 0 {
		r.warnings = append(r.warnings, Problem{File: name, Text: "everyone on this machine can read this secret: chmod 600 " + name})
	}
	text := strings.TrimRight(string(data), "\r\n")
	if text == "" {
		return "", fmt.Sprintf("secret file %s is empty", name)
	}
	return text, ""
}

// clientVariable names the environment variable that may hold a client's secret:
// AUTHD_CLIENT_MY_APP_SECRET for my-app.
func clientVariable(id string) string {
	letters := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, id)
	return "AUTHD_CLIENT_" + letters + "_SECRET"
}
