package explain

import (
	"fmt"
	"strings"
	"testing"

	"authd/internal/config"
)

// The lines shown for a setting are lines that may stand in a file, and the ones
// that decide.
func TestShownLinesAreTheSettings(t *testing.T) {
	const base = "issuer: https://auth.test/\nserver: {listen: 127.0.0.1:8443, tls: {mode: local}}\n" +
		"delivery: {email: {driver: smtp, from: a@b.test, smtp: {host: localhost, tls: none}}}\n"
	load := func(text string) (config.Snapshot, error) {
		s, err := config.Parse("authd.yaml", []byte(text), func(string) (string, bool) { return "", false })
		if err != nil {
			return config.Snapshot{}, err
		}
		return *s, nil
	}
	for path, value := range map[string]string{
		"userinfo.token_lifetime_for_web": "11", "userinfo.token_format": "jwt", "tenant.session_lifetime": "12",
		"clients[my app].jwt_configuration.lifetime_in_seconds": "13", "clients[a.b[c]\"].refresh_token.leeway": "14",
		"clients[spa].token_lifetimes[userinfo].token_lifetime": "15", "apis[https://api.test/v1.0].token_lifetime": "16",
	} {
		text := nested(path, value)
		_, err := load(base + text)
		if err != nil || !strings.HasSuffix(text, ": "+value+"\n") {
			t.Errorf("%s: %v\n%s", path, err, text)
		}
		// Said twice it is a mistake, which names the path as it was read.
		last := path[strings.LastIndexByte(path, '.')+1:]
		if _, err := load(base + strings.Replace(text, last+": "+value, last+": {}", 1)); err == nil || !strings.Contains(err.Error(), path+":") {
			t.Errorf("%s is read as another setting: %v\n%s", path, err, text)
		}
	}
}

func TestOnlySettingsHaveLines(t *testing.T) {
	with := map[string]string{}
	for name, e := range examples() {
		plan, err := Plan(e.dir, e.ask)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range Sections(plan) {
			for _, f := range s.Facts {
				with[fmt.Sprintf("%s %s %s", name, s.Title, f.Name)] = f.YAML
			}
		}
	}
	for name, want := range map[string]string{
		"thread-2017 Access token expires_in":                      "userinfo:\n  token_lifetime_for_web: 7200\n",
		"thread-2017 ID token lifetime":                            "clients:\n  - client_id: \"spa\"\n    jwt_configuration:\n      lifetime_in_seconds: 10\n",
		"thread-2017 Access token audience":                        "",
		"thread-2017 Access token good at /userinfo":               "",
		"default-audience Access token audience":                   "tenant:\n  default_audience: \"https://api.example.com\"\n",
		"requested-lifetime Access token expires_in":               "",
		"userinfo-jwt Access token format":                         "userinfo:\n  token_format: jwt\n",
		"api-back-channel Refresh token leeway for a repeated use": "clients:\n  - client_id: \"spa\"\n    refresh_token:\n      leeway: 30\n",
	} {
		if got, told := with[name]; !told || got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
