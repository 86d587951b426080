package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"authd/internal/config"
)

func TestSettingsTellTwoReadingsApart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	load := func(secret, more string) map[string]string {
		t.Helper()
		if err := os.WriteFile(file, []byte(secret), 0o600); err != nil {
			t.Fatal(err)
		}
		return parse(t, minimal+"clients:\n  - {client_id: a.b, app_type: regular_web, client_secret_file: \""+file+"\", grant_types: [authorization_code, implicit]"+more+"}\n", nil).Settings
	}
	first := load("one", "")
	if got := first["clients[a.b].grant_types"]; got != "authorization_code, implicit" {
		t.Errorf("the list is %q", got)
	}
	if got := load("one", ", name: B")["clients[a.b].name"]; got != "B" {
		t.Errorf("the name is %q", got)
	}
	if _, said := first["clients[a.b].name"]; said {
		t.Error("a default counts as said")
	}
	secret := func(settings map[string]string) string { return settings["clients[a.b].client_secret"] }
	if secret(first) != secret(load("one", "")) || secret(first) == secret(load("two", "")) {
		t.Error("a secret in a file cannot be told from another")
	}
	for path, text := range first {
		if text == "one" {
			t.Errorf("%s holds the secret", path)
		}
	}
}

func TestEverySecretIsKnownAsOne(t *testing.T) {
	for _, path := range []string{
		"clients[a.b].client_secret", "apis[https://a.test/x].signing_secret", "apis[https://a.test/x].introspection_secret", "delivery.email.smtp.password", "delivery.email.smtp_fallback.password", "storage.dsn",
		"delivery.sms.twilio.token", "delivery.sms.gateway_authentication.secret", "dev.fixed_codes[a@b.test].code",
		"registration.initial_access_token",
	} {
		if !config.IsSecret(path) {
			t.Errorf("%s is told", path)
		}
	}
	for _, path := range []string{"clients[a.b].client_secret_file", "clients[secret]", "issuer", "limits.token.per_ip"} {
		if config.IsSecret(path) {
			t.Errorf("%s is not told", path)
		}
	}
}

func TestTheEnvironmentIsASetting(t *testing.T) {
	s := parse(t, minimal, map[string]string{"AUTHD_TENANT_FRIENDLY_NAME": "From outside"})
	if got := s.Settings["tenant.friendly_name"]; got != "From outside" {
		t.Errorf("got %q", got)
	}
}
