package auth0import_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/auth0import"
	"authd/internal/auth0import/export"
	"authd/internal/config"
)

// Whatever an export says, the configuration that is made of it has no mistake.
func FuzzWhatIsMadeLoads(f *testing.F) {
	for _, name := range []string{"small/tenant.yaml", "everything/tenant.yaml", "everything/clients.yaml", "broken/tenant.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	clients, err := os.ReadFile("testdata/everything/clients.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("clients:\n" + string(clients))
	f.Add("resourceServers: [{identifier: ' a ', token_lifetime: 1e9, scopes: [{value: ' '}]}, {identifier: 'https://login.acme.example/userinfo'}]\ncustomDomains: [{domain: 'LOGIN.acme.example'}, {domain: 'a b'}]")
	f.Add("connections: [{name: ' ', strategy: email, options: {totp: {length: 1e300, time_step: .5}}}]\nemailProvider: {name: smtp, default_from_address: 'a@b', credentials: {smtp_host: ' ', smtp_port: 1e9, smtp_user: u}}")
	f.Add("clients: [{client_id: '~', name: 'null', app_type: spa}, {client_id: 'a\\u0000b', callbacks: ['https://x/']}, {client_id: \"a\\nb\"}, {client_id: 0x10}]")
	f.Add("connections: [{name: sms, strategy: sms, options: {gateway_url: 'https://a.example/', gateway_authentication: {method: bearer, secret: '!', secret_base64_encoded: true}}}, {name: b, strategy: sms, options: {twilio_sid: AC}}]\nphoneProviders: [{name: twilio, configuration: {sid: AC}}]")
	f.Add("clients: [{client_id: a, token_endpoint_auth_method: made_up}]")
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "\x00") {
			return
		}
		file := filepath.Join(folder, "tenant.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		tenant, err := export.Open(file, nil)
		if err != nil {
			t.Fatal(err)
		}
		p := auth0import.NewPlan(tenant, auth0import.Options{Secrets: folder})
		for _, s := range p.Secrets {
			if err := os.WriteFile(s.Path, []byte(strings.Repeat("new", 20)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := p.File.Encode(p.Comments)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := config.Parse("authd.yaml", out, func(string) (string, bool) { return "", false }); err != nil {
			t.Fatalf("problems:\n%v\n%s", err, out)
		}
	})
}
