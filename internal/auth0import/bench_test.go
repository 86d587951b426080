package auth0import_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authd/internal/auth0import"
	"authd/internal/auth0import/export"
)

// BenchmarkPlan reads and maps a tenant of a thousand clients and APIs.
func BenchmarkPlan(b *testing.B) {
	var text strings.Builder
	text.WriteString("clients:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "  - {name: Client %d, client_id: c%d, app_type: spa, token_endpoint_auth_method: none, grant_types: [implicit, refresh_token], callbacks: [\"https://%d.example.com/cb\"], jwt_configuration: {alg: RS256, lifetime_in_seconds: 36000}, refresh_token: {rotation_type: rotating, expiration_type: expiring, leeway: 0, token_lifetime: 2592000, idle_token_lifetime: 1296000}, custom_login_page_on: true}\n", i, i, i)
	}
	text.WriteString("resourceServers:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "  - {name: API %d, identifier: \"https://%d.example.com\", token_lifetime: 86400, token_lifetime_for_web: 7200, scopes: [{value: read}, {value: write}]}\n", i, i)
	}
	file := filepath.Join(b.TempDir(), "tenant.yaml")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		tenant, err := export.Open(file, nil)
		if err != nil {
			b.Fatal(err)
		}
		p := auth0import.NewPlan(tenant, auth0import.Options{})
		if _, err := p.File.Encode(p.Comments); err != nil || len(p.File.Clients) != 1000 {
			b.Fatal(len(p.File.Clients), err)
		}
	}
}
