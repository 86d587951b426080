package rig

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// A Setup is what differs among the servers of a rig.
type Setup struct {
	Folder string // data, and configuration files
	Issuer string // http://localhost:1234/
	Driver string // sqlite or postgres
	DSN    string
	SMTP   string // host:port of the mail server
	More   string // YAML at the end, for sections that are not there yet
	Files  int    // that a server may have open at once; 0: as many as the machine lets
}

// Client names and the one API of a rig.
const (
	SPA      = "spa"    // implicit grant: opaque tokens and ID tokens at /authorize
	Mobile   = "mobile" // code with PKCE and refresh tokens, without a secret
	API      = "https://api.example.test"
	Callback = "http://localhost:3000/callback"
	Code     = "424242" // that logs everybody in
	Secret   = "a secret of more than thirty-two characters"
)

// People is how many have Code: person0@rig.test and so on.
const People = 64

const settings = `issuer: %s
data_dir: %q
server: {listen: "127.0.0.1:0", tls: {mode: off}, admin_listen: "127.0.0.1:0", shutdown_delay: 1s, trusted_proxies: [127.0.0.0/8]}
storage: {driver: %s, dsn: %q}
tenant: {friendly_name: Rig}
clients:
  - client_id: spa
    name: A single-page app
    app_type: spa
    callbacks: ["http://localhost:3000/callback"]
    web_origins: ["http://localhost:3000"]
    grant_types: [implicit]
  - client_id: mobile
    name: An app with codes
    app_type: native
    callbacks: ["http://localhost:3000/callback"]
    web_origins: ["http://localhost:3000"]
    grant_types: [authorization_code, refresh_token]
    refresh_token: {leeway: 0}
apis:
  - {identifier: "https://api.example.test", name: Orders, allow_offline_access: true, scopes: [{value: "read:orders", description: Read}]}
connections: [{name: email, strategy: email}]
delivery: {email: {driver: smtp, from: "Rig <login@rig.test>", smtp: {host: %s, port: %s, tls: none}}}
limits:
  passwordless_start: {per_address: [], per_ip: []}
  code: {tries: 3, wrong_per_address: [], wrong_per_ip: []}
  token: {per_ip: []}
log: {level: warn, format: json}
dev:
  enabled: true
  fixed_codes: [%s]
%s`

// write makes the configuration of a server that listens at listen and admin.
func (s Setup) write(name, listen, admin string) (string, error) {
	host, port, err := net.SplitHostPort(s.SMTP)
	if err != nil {
		return "", fmt.Errorf("rig: the mail server's address: %w", err)
	}
	text := fmt.Sprintf(settings, s.Issuer, s.Folder, s.Driver, s.DSN, host, port, fixedCodes(), s.More)
	text = strings.Replace(text, "127.0.0.1:0", listen, 1)
	text = strings.Replace(text, "127.0.0.1:0", admin, 1)
	path := filepath.Join(s.Folder, name+".yaml")
	return path, os.WriteFile(path, []byte(text), 0o600)
}

func fixedCodes() string {
	var list []string
	for i := range People {
		list = append(list, fmt.Sprintf("{address: %s, code: %q}", Address(i), Code))
	}
	return strings.Join(list, ", ")
}

// Address is the mail address of person i.
func Address(i int) string { return fmt.Sprintf("person%d@rig.test", i%People) }

// FreePort is an address of this machine that nobody listens at just now.
func FreePort() (string, error) {
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("rig: %w", err)
	}
	return l.Addr().String(), l.Close()
}
