package rules

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/config"
)

// BenchmarkCheck10000Clients reads and judges what `authd check` does: a file of
// ten thousand clients with lifetimes of their own, and twenty APIs. It is to
// stay under a second.
func BenchmarkCheck10000Clients(b *testing.B) {
	path := filepath.Join(b.TempDir(), "authd.yaml")
	if err := os.WriteFile(path, []byte(manyClients(10_000)), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := config.Load(path, func(string) (string, bool) { return "", false })
		if err != nil {
			b.Fatal(err)
		}
		Judge(s)
	}
}

func manyClients(n int) string {
	var out strings.Builder
	out.WriteString("issuer: https://auth.example.com/\ndelivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}}\napis:\n")
	for i := range 20 {
		fmt.Fprintf(&out, "  - {identifier: https://api%d.example.com, token_lifetime: 8h, token_lifetime_for_web: 1h, allow_offline_access: true}\n", i)
	}
	out.WriteString("clients:\n")
	for i := range n {
		fmt.Fprintf(&out, `  - client_id: app-%[1]d
    callbacks: ["https://app%[1]d.example.com/callback"]
    web_origins: ["https://app%[1]d.example.com"]
    grant_types: [authorization_code, refresh_token, implicit]
    jwt_configuration: {lifetime_in_seconds: 36000}
    token_lifetimes: [{audience: https://api%[2]d.example.com, token_lifetime_for_web: 600}]
`, i, i%20)
	}
	return out.String()
}

// One client out of many is enough to use a setting, and many make
// none used that is not.
func TestManyClients(t *testing.T) {
	for name, tc := range map[string]struct {
		more string
		want int // findings of unused-lifetime
	}{
		"all alike":                 {"", 0},
		"and one that sets in vain": {"  - {client_id: z, grant_types: [implicit], callbacks: ['https://z.example.com/'], web_origins: ['https://z.example.com'], token_lifetimes: [{audience: userinfo, token_lifetime: 60}]}\n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			for _, f := range find(t, manyClients(200)+tc.more) {
				if f.Rule == "unused-lifetime" {
					n++
				}
			}
			if n != tc.want {
				t.Errorf("%d findings, want %d", n, tc.want)
			}
		})
	}
}
