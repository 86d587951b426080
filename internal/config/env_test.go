package config_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/config"
)

// minimal is the least a configuration says.
const minimal = `
issuer: https://auth.example.com/
delivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}}
`

// env makes a lookup of pairs.
func env(pairs map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := pairs[name]
		return value, ok
	}
}

func parse(t *testing.T, text string, pairs map[string]string) *config.Snapshot {
	t.Helper()
	s, err := config.Parse("authd.yaml", []byte(text), env(pairs))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEnvironmentWins(t *testing.T) {
	s := parse(t, minimal+"storage: {dsn: file.db}\nuserinfo: {token_lifetime: 60}\n", map[string]string{
		"AUTHD_ISSUER":                        "https://env.example.com/",
		"AUTHD_SERVER_LISTEN":                 "127.0.0.1:9443",
		"AUTHD_STORAGE_DSN":                   "env.db",
		"AUTHD_USERINFO_TOKEN_LIFETIME":       "2h",
		"AUTHD_TENANT_CROSS_SITE_SILENT_AUTH": "true",
		"AUTHD_DELIVERY_EMAIL_SMTP_PORT":      "2525",
		"AUTHD_LIMITS_CODE_WRONG_PER_IP":      "7/h,9/d",
		"AUTHD_LOG_LEVEL":                     "",
	})
	tenant := s.Directory.Tenant
	if tenant.Issuer != "https://env.example.com/" || s.Server.Listen != "127.0.0.1:9443" || s.Storage.DSN != "env.db" {
		t.Errorf("text: %q %q %q", tenant.Issuer, s.Server.Listen, s.Storage.DSN)
	}
	if !tenant.CrossSiteSilentAuth || s.Email.SMTP.Port != 2525 || len(s.Limits.WrongCodePerIP) != 2 || s.Log.Level != "info" {
		t.Errorf("others: %v %d %v %q", tenant.CrossSiteSilentAuth, s.Email.SMTP.Port, s.Limits.WrongCodePerIP, s.Log.Level)
	}
	lifetime := tenant.Userinfo.TokenLifetime
	want := authd.Setting{Path: "userinfo.token_lifetime", File: "AUTHD_USERINFO_TOKEN_LIFETIME"}
	if lifetime.V != 2*time.Hour || lifetime.At != want || !lifetime.Set {
		t.Errorf("lifetime: %+v", lifetime)
	}
}

func TestEnvironmentIsCheckedLikeTheFile(t *testing.T) {
	for name, tc := range map[string]struct{ variable, value, want string }{
		"a word":     {"AUTHD_STORAGE_DRIVER", "sqlit", `AUTHD_STORAGE_DRIVER: storage.driver: must be one of sqlite, postgres, not "sqlit", did you mean "sqlite"?`},
		"a lifetime": {"AUTHD_KEYS_ROTATE_EVERY", "soon", `AUTHD_KEYS_ROTATE_EVERY: keys.rotate_every: must be seconds like 7200 or a duration like 2h, 10m or 7d, not "soon"`},
		"a number":   {"AUTHD_LIMITS_CODE_TRIES", "many", `AUTHD_LIMITS_CODE_TRIES: limits.code.tries: must be a whole number, not "many"`},
		"a truth":    {"AUTHD_DEV_ENABLED", "perhaps", `AUTHD_DEV_ENABLED: dev.enabled: must be true or false, not "perhaps"`},
		"a meaning":  {"AUTHD_SERVER_LISTEN", "8443", `AUTHD_SERVER_LISTEN: server.listen: must be host:port, like 127.0.0.1:8443, or :8443 for every interface`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Parse("authd.yaml", []byte(minimal), env(map[string]string{tc.variable: tc.value}))
			if err == nil || err.Error() != tc.want {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
		})
	}
}

// secretFile makes a file with a secret, and a line break as editors leave it.
func secretFile(t *testing.T, secret string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(secret+"\n"), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// CA-15: a client's id keeps its case, and its secret comes from one of three
// places, of which the environment wins.
func TestCA15_ClientSecrets(t *testing.T) {
	for name, tc := range map[string]struct {
		keys string
		env  map[string]string
		want string
	}{
		"inline":               {"client_secret: inline", nil, "inline"},
		"digits keep zeros":    {"client_secret: 0123", nil, "0123"},
		"a file":               {"client_secret_file: FILE", nil, "from file"},
		"the environment":      {"", map[string]string{"AUTHD_CLIENT_MY_APP_2_SECRET": "from env"}, "from env"},
		"the environment wins": {"client_secret: inline", map[string]string{"AUTHD_CLIENT_MY_APP_2_SECRET": "from env"}, "from env"},
		"none":                 {"", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			keys := strings.ReplaceAll(tc.keys, "FILE", secretFile(t, "from file", 0o600))
			s := parse(t, minimal+"clients:\n  - client_id: My-App.2\n    grant_types: [implicit]\n    "+keys+"\n", tc.env)
			c, found := s.Directory.Clients["My-App.2"]
			if !found || c.Secret != tc.want {
				t.Errorf("client %v, secret %q, want %q", found, c.Secret, tc.want)
			}
			inline := strings.Contains(tc.keys, "client_secret:")
			if doubted := len(s.Warnings) == 1 && s.Warnings[0].Rule == "inline-secret"; doubted != inline || len(s.Warnings) > 1 {
				t.Errorf("inline %v, warnings: %v", inline, s.Warnings)
			}
		})
	}
}

// CA-15: whoever may read the file has the secret.
func TestCA15_ReadableByEveryone(t *testing.T) {
	t.Run("a secret file", func(t *testing.T) {
		path := secretFile(t, "s", 0o644)
		s := parse(t, minimal+"clients: [{client_id: a, grant_types: [implicit], client_secret_file: "+path+"}]\n", nil)
		expectWarning(t, s, path+": everyone on this machine can read this secret")
		expectFix(t, s, "readable-secret", "chmod 600 "+path)
	})
	t.Run("a configuration with a secret in it", func(t *testing.T) {
		path := secretFile(t, minimal+"clients: [{client_id: a, grant_types: [implicit], client_secret: s}]", 0o644)
		s, err := config.Load(path, unset)
		if err != nil {
			t.Fatal(err)
		}
		expectWarning(t, s, path+":4:51: clients[a].client_secret: a secret stands in a file that everyone on this machine can read")
		expectFix(t, s, "readable-secret", "chmod 600 "+path)
	})
	t.Run("a configuration without one", func(t *testing.T) {
		s, err := config.Load(secretFile(t, minimal, 0o644), unset)
		if err != nil || len(s.Warnings) > 0 {
			t.Errorf("%v, warnings %v", err, s.Warnings)
		}
	})
}

func expectWarning(t *testing.T, s *config.Snapshot, want string) {
	t.Helper()
	if len(s.Warnings) != 1 || s.Warnings[0].String() != want {
		t.Errorf("got  %v\nwant %s", s.Warnings, want)
	}
}

func expectFix(t *testing.T, s *config.Snapshot, rule, fix string) {
	t.Helper()
	if w := s.Warnings[0]; w.Rule != rule || w.Fix != fix {
		t.Errorf("rule %q, fix %q; want %q, %q", w.Rule, w.Fix, rule, fix)
	}
}

// CA-15: a secret in the file itself goes wherever the file is copied.
func TestCA15_SecretsInTheFile(t *testing.T) {
	const client = minimal + "clients: [{client_id: a, client_secret: s}]\n"
	const dev = "issuer: https://localhost:8443/\ndev: {enabled: true, inbox: true}\nclients: [{client_id: a, client_secret: s}]\n"
	for name, tc := range map[string]struct {
		text, path string
		env        map[string]string
	}{
		"a client's":                  {client, "clients[a].client_secret", nil},
		"a client's, in development":  {dev, "", nil},
		"a client's, left empty":      {minimal + "clients: [{client_id: a, client_secret: ''}]\n", "", nil},
		"an API's":                    {minimal + "apis: [{identifier: x, signing_secret: s}]\n", "apis[x].signing_secret", nil},
		"an API's own":                {minimal + "apis: [{identifier: x, introspection_secret: 0123456789abcdef0123456789abcdef}]\n", "apis[x].introspection_secret", nil},
		"a database's, in a URL":      {minimal + "storage: {dsn: 'postgres://a:b@db/x'}\n", "storage.dsn", nil},
		"a database's, in words":      {minimal + "storage: {dsn: 'host=db password=b'}\n", "storage.dsn", nil},
		"a database without a secret": {minimal + "storage: {dsn: 'postgres://a@db/x'}\n", "", nil},
		"a database's, from outside":  {minimal + "storage: {dsn: x}\n", "", map[string]string{"AUTHD_STORAGE_DSN": "postgres://a:b@db/x"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := parse(t, tc.text, tc.env)
			var paths []string
			for _, w := range s.Warnings {
				if w.Rule == "inline-secret" && w.Fix != "" {
					paths = append(paths, w.Path)
				}
			}
			if strings.Join(paths, " ") != tc.path {
				t.Errorf("got %v, want %q", s.Warnings, tc.path)
			}
		})
	}
}

func TestSecretsThatCannotBeHad(t *testing.T) {
	client := minimal + "clients: [{client_id: a, grant_types: [implicit], "
	for name, tc := range map[string]struct {
		text string
		env  map[string]string
		want string
	}{
		"no such file":          {client + "client_secret_file: /nowhere/s}]", nil, "authd.yaml:4:51: clients[a].client_secret_file: secret file /nowhere/s cannot be read: no such file or directory"},
		"an empty file":         {client + "client_secret_file: /dev/null}]", nil, "authd.yaml:4:51: clients[a].client_secret_file: secret file /dev/null is empty"},
		"a file without an end": {client + "client_secret_file: /dev/zero}]", nil, "authd.yaml:4:51: clients[a].client_secret_file: secret file /dev/zero cannot be read: it is larger than 64 KiB"},
		"both inline and file":  {client + "client_secret: s, client_secret_file: f}]", nil, "authd.yaml:4:51: clients[a].client_secret: is given twice: keep this or client_secret_file"},
		"AUTHD_SECRET twice":    {minimal, map[string]string{"AUTHD_SECRET": "a", "AUTHD_SECRET_FILE": "b"}, "AUTHD_SECRET: AUTHD_SECRET_FILE is set as well; give one of the two"},
		"AUTHD_SECRET_FILE off": {minimal, map[string]string{"AUTHD_SECRET_FILE": "/nowhere/s"}, "AUTHD_SECRET_FILE: secret file /nowhere/s cannot be read: no such file or directory"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Parse("authd.yaml", []byte(tc.text), env(tc.env))
			if err == nil || err.Error() != tc.want {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
		})
	}
}

func TestMasterSecret(t *testing.T) {
	postgres := map[string]string{"AUTHD_STORAGE_DRIVER": "postgres", "AUTHD_STORAGE_DSN": "postgres://localhost/authd"}
	for name, pair := range map[string][2]string{
		"from a variable": {"AUTHD_SECRET", "the secret"},
		"from a file":     {"AUTHD_SECRET_FILE", secretFile(t, "the secret", 0o600)},
	} {
		t.Run(name, func(t *testing.T) {
			pairs := maps.Clone(postgres)
			pairs[pair[0]] = pair[1]
			if s := parse(t, minimal, pairs); s.Secret != "the secret" {
				t.Errorf("got %q", s.Secret)
			}
		})
	}
}

// A secret of the wrong kind is reported without being shown.
func TestProblemsKeepSecrets(t *testing.T) {
	_, err := config.Parse("authd.yaml", []byte(minimal+"clients: [{client_id: a, client_secret: [hunter2]}, {client_id: b, client_secret: 1.5}]\n"+
		"apis: [{identifier: x, signing_alg: HS256, signing_secret: hunter2}]\n"), unset)
	if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "1.5") {
		t.Errorf("got %v", err)
	}
}
