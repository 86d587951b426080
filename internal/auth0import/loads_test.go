package auth0import_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/auth0import"
	"authd/internal/auth0import/export"
	"authd/internal/auth0import/report"
	"authd/internal/authd"
	"authd/internal/config"
)

// load writes the secrets a plan names and reads its configuration as a server
// would.
func load(t *testing.T, p auth0import.Plan) *config.Snapshot {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, s := range p.Secrets {
		if err := os.MkdirAll(filepath.Dir(s.Path), 0o700); err != nil {
			t.Fatal(err)
		}
		text := s.Value
		if text == "" {
			text = strings.Repeat("new", 20)
		}
		if err := os.WriteFile(s.Path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := p.File.Encode(p.Comments)
	if err != nil {
		t.Fatal(err)
	}
	s, err := config.Parse("authd.yaml", text, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatalf("the configuration has problems:\n%v\n%s", err, text)
	}
	return s
}

func TestWhatIsMadeLoads(t *testing.T) {
	for _, name := range exports {
		t.Run(name, func(t *testing.T) {
			p := plan(t, name)
			s := load(t, p)
			if len(s.Directory.Clients) != len(p.File.Clients) || len(s.Directory.APIs) != len(p.File.APIs) {
				t.Errorf("%d clients and %d APIs of %d and %d", len(s.Directory.Clients), len(s.Directory.APIs), len(p.File.Clients), len(p.File.APIs))
			}
		})
	}
}

// What the report says of authd is what the configuration says when it is read.
func TestLifetimesAreThoseInForce(t *testing.T) {
	for _, name := range exports {
		t.Run(name, func(t *testing.T) {
			p := plan(t, name)
			inForce := lifetimes(load(t, p).Directory)
			for _, l := range p.Report.Lifetimes {
				got, known := inForce[l.Setting]
				if !known || l.After != report.Endless && report.Span(got) != l.After || l.After == report.Endless && got != 0 {
					t.Errorf("%s: reported %s, in force %s (known %v)", l.Setting, l.After, report.Span(got), known)
				}
				if l.Before != l.After && l.Why == "" {
					t.Errorf("%s: changed from %s to %s without a reason", l.Setting, l.Before, l.After)
				}
				delete(inForce, l.Setting)
			}
			for _, left := range slices.Sorted(maps.Keys(inForce)) {
				t.Errorf("%s is not in the report", left)
			}
		})
	}
}

// lifetimes are all a directory has, by the paths of their settings. Refresh
// tokens that do not end have 0.
func lifetimes(d authd.Directory) map[string]time.Duration {
	list := map[string]time.Duration{
		"tenant.session_lifetime":         d.Tenant.SessionLifetime.Or(168 * time.Hour),
		"tenant.idle_session_lifetime":    d.Tenant.IdleSessionLifetime.Or(72 * time.Hour),
		"userinfo.token_lifetime_for_web": d.Tenant.Userinfo.TokenLifetimeForWeb.Or(2 * time.Hour),
		"userinfo.token_lifetime":         d.Tenant.Userinfo.TokenLifetime.Or(24 * time.Hour),
	}
	for name, c := range d.Connections {
		list["connections["+name+"].totp.time_step"] = c.CodeLifetime
	}
	for id, a := range d.APIs {
		list["apis["+id+"].token_lifetime"] = a.TokenLifetime.V
		list["apis["+id+"].token_lifetime_for_web"] = a.TokenLifetimeForWeb.V
	}
	for id, c := range d.Clients {
		path := "clients[" + id + "]."
		list[path+"jwt_configuration.lifetime_in_seconds"] = c.IDTokenLifetime.V
		if t := c.RefreshToken; c.Allows("refresh_token") {
			list[path+"refresh_token.token_lifetime"] = t.TokenLifetime.V
			list[path+"refresh_token.idle_token_lifetime"] = t.IdleTokenLifetime.V
			list[path+"refresh_token.leeway"] = t.Leeway.V
		}
	}
	return list
}

// No secret of an export gets into what people read.
func TestSecretsStayInTheirFiles(t *testing.T) {
	p := plan(t, "everything")
	text, err := p.File.Encode(p.Comments)
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if err := p.Report.Write(&said); err != nil {
		t.Fatal(err)
	}
	const secret = "the-secret-of-the-website-which-nobody-else-has"
	for _, leak := range []string{secret, "hunter2"} {
		if strings.Contains(string(text), leak) || strings.Contains(said.String(), leak) {
			t.Errorf("%s is where people read", leak)
		}
	}
	if !slices.Contains(p.Secrets, auth0import.Secret{Path: "secrets/client-web01", Value: secret}) {
		t.Errorf("the secret is not kept: %v", p.Secrets)
	}
}

// Files of two clients are two, whatever their names have in common.
func TestSecretFilesAreApart(t *testing.T) {
	folder := t.TempDir()
	text := "clients: [{client_id: a/b, name: a, app_type: non_interactive}, {client_id: a_b, name: b, app_type: non_interactive}, {client_id: ../../etc/passwd, name: c, app_type: non_interactive}]"
	if err := os.WriteFile(filepath.Join(folder, "tenant.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	tenant, err := export.Open(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range auth0import.NewPlan(tenant, auth0import.Options{Secrets: "secrets"}).Secrets {
		if seen[s.Path] || filepath.Dir(s.Path) != "secrets" {
			t.Errorf("%s is taken, or outside the folder", s.Path)
		}
		seen[s.Path] = true
	}
	if len(seen) != 3 {
		t.Errorf("got %v", seen)
	}
}
