package main

import (
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"authd/internal/config"
)

// A composition is what compose.yaml may say: a key that is not here is a slip.
type composition struct {
	Name     string
	Shared   composed `yaml:"x-authd"`
	Services map[string]composed
	Networks map[string]struct {
		IPAM struct {
			Config []struct{ Subnet string }
		}
	}
	Volumes map[string]any
	Secrets map[string]struct{ File string }
}

type composed struct {
	Image, Build, Restart, User string
	DependsOn                   map[string]struct{ Condition string } `yaml:"depends_on"`
	Environment                 map[string]string
	Secrets, Volumes, Networks  []string
	Ports, Tmpfs                []string
	StopGracePeriod             time.Duration `yaml:"stop_grace_period"`
	ReadOnly                    bool          `yaml:"read_only"`
	CapDrop                     []string      `yaml:"cap_drop"`
	CapAdd                      []string      `yaml:"cap_add"`
	SecurityOpt                 []string      `yaml:"security_opt"`
	Healthcheck                 struct {
		Test        []string
		Interval    time.Duration
		StartPeriod time.Duration `yaml:"start_period"`
	}
}

func composeFile(t *testing.T) composition {
	t.Helper()
	var c composition
	decoder := yaml.NewDecoder(strings.NewReader(text(t, "deploy", "compose.yaml")))
	decoder.KnownFields(true)
	if err := decoder.Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c composition) authds() []string {
	var names []string
	for name, s := range c.Services {
		if s.Image == "authd" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func composeConfig(t *testing.T, c composition) (*config.Snapshot, []string) {
	t.Helper()
	return loaded(t, text(t, "deploy", "compose", "authd", "authd.yaml"), c.Shared.Environment)
}

func TestComposeRunsTwoLockedAuthds(t *testing.T) {
	c := composeFile(t)
	snapshot, secrets := composeConfig(t, c)
	if len(c.authds()) != 2 {
		t.Fatalf("there are %v", c.authds())
	}
	if ports := portOf(snapshot.Server.Listen) + " " + portOf(snapshot.Server.AdminListen); last(t, "EXPOSE") != ports {
		t.Errorf("the image says %s and the configuration %s", last(t, "EXPOSE"), ports)
	}
	for _, name := range c.authds() {
		s := c.Services[name]
		longEnough(t, s.StopGracePeriod, snapshot)
		if !s.ReadOnly || s.User != last(t, "USER") || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s may do more than it needs: %+v", name, s)
		}
		if len(s.Ports) > 0 {
			t.Errorf("%s is reached past the proxy", name)
		}
		for _, secret := range secrets {
			if !slices.Contains(s.Secrets, secret) {
				t.Errorf("%s lacks the secret %s", name, secret)
			}
		}
		from, to, _ := strings.Cut(s.Volumes[0], ":")
		path := configOf(t, program(t, last(t, "CMD")))
		if to != filepath.Dir(path)+":ro" {
			t.Errorf("%s is mounted at %s, and the configuration is read at %s", from, to, path)
		}
		if _, err := os.Stat(filepath.Join(root, "deploy", from, filepath.Base(path))); err != nil {
			t.Error(err)
		}
	}
}

// Whatever a service names is declared, and whatever is declared is used.
func TestComposeNamesWhatThereIs(t *testing.T) {
	c := composeFile(t)
	used := map[string]bool{}
	for name, s := range c.Services {
		for _, secret := range s.Secrets {
			if c.Secrets[secret].File == "" {
				t.Errorf("%s: there is no secret %s", name, secret)
			}
			used[secret] = true
		}
		for _, volume := range s.Volumes {
			from, _, _ := strings.Cut(volume, ":")
			_, declared := c.Volumes[from]
			_, err := os.Stat(filepath.Join(root, "deploy", from))
			if strings.HasPrefix(from, "./") == declared || !declared && err != nil {
				t.Errorf("%s: there is no %s", name, from)
			}
			used[from] = true
		}
		for _, network := range s.Networks {
			if _, declared := c.Networks[network]; !declared {
				t.Errorf("%s: there is no network %s", name, network)
			}
		}
		for other, how := range s.DependsOn {
			healthy := c.Services[other].Healthcheck.Test != nil || slices.Contains(c.authds(), other) // by the image
			if how.Condition != "service_healthy" || !healthy {
				t.Errorf("%s waits for %s in vain", name, other)
			}
		}
		if s.Build != "" {
			if _, err := os.Stat(filepath.Join(root, "deploy", s.Build, "Dockerfile")); err != nil {
				t.Error(err)
			}
		}
	}
	for name, secret := range c.Secrets {
		if !used[name] || filepath.Dir(secret.File) != "secrets" || !strings.Contains(text(t, ".gitignore"), "/deploy/secrets/") {
			t.Errorf("secret %s: used %v, in %s", name, used[name], secret.File)
		}
	}
	for name := range c.Volumes {
		if !used[name] {
			t.Errorf("nobody uses the volume %s", name)
		}
	}
}

// The proxy leads to where authd listens, asks where it says that it is ready,
// and is believed when it says who asked.
func TestTheProxyOfComposeFindsAuthd(t *testing.T) {
	c := composeFile(t)
	snapshot, _ := composeConfig(t, c)
	caddy := text(t, "deploy", "compose", "Caddyfile")
	want := "reverse_proxy"
	for _, name := range c.authds() {
		want += " " + name + ":" + portOf(snapshot.Server.Listen)
	}
	if !strings.Contains(caddy, want+" {") {
		t.Errorf("the proxy does not say %q", want)
	}
	for directive, want := range map[string]string{"health_port": portOf(snapshot.Server.AdminListen), "health_uri": "/readyz"} {
		if got := regexp.MustCompile(directive + ` (\S+)`).FindStringSubmatch(caddy); got == nil || got[1] != want {
			t.Errorf("%s is %v, want %s", directive, got, want)
		}
	}
	served(t, "/readyz")
	issuer, err := url.Parse(snapshot.Directory.Tenant.Issuer)
	if err != nil || !strings.Contains(caddy, "\n"+issuer.Host+" {") {
		t.Errorf("the proxy does not serve %s, %v", issuer, err)
	}
	subnet := netip.MustParsePrefix(c.Networks["inside"].IPAM.Config[0].Subnet)
	if !slices.Equal(snapshot.Server.TrustedProxies, []netip.Prefix{subnet}) {
		t.Errorf("%v are believed, and the network is %v", snapshot.Server.TrustedProxies, subnet)
	}
}

func TestAuthdOfComposeFindsItsDatabase(t *testing.T) {
	c := composeFile(t)
	snapshot, _ := composeConfig(t, c)
	dsn, err := url.Parse(snapshot.Storage.DSN)
	if err != nil {
		t.Fatal(err)
	}
	database, is := c.Services[dsn.Hostname()]
	if !is || database.Environment["POSTGRES_USER"] != dsn.User.Username() || database.Environment["POSTGRES_DB"] != strings.TrimPrefix(dsn.Path, "/") {
		t.Errorf("%s leads to %+v", dsn.Redacted(), database)
	}
	secret := strings.TrimPrefix(database.Environment["POSTGRES_PASSWORD_FILE"], secretFolder)
	if !slices.Contains(database.Secrets, secret) {
		t.Errorf("the database lacks the secret %s", secret)
	}
}
