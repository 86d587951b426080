package server

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"authd/internal/config"
)

// manyClients is a configuration with n clients more.
func manyClients(n, lifetime int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `  - client_id: client-%05d
    name: Application %d
    callbacks: ["https://app-%d.example.com/callback"]
    web_origins: ["https://app-%d.example.com"]
    grant_types: [authorization_code, refresh_token, implicit]
`, i, i, i, i)
	}
	return strings.Replace(settings, "clients:\n", fmt.Sprintf("userinfo: {token_lifetime_for_web: %d}\nclients:\n%s", lifetime, b.String()), 1)
}

// BenchmarkReload10000 reads a configuration of 10,000 clients of which one line
// changed, tells what that changes, and takes it over.
func BenchmarkReload10000(b *testing.B) {
	texts := []string{manyClients(10_000, 60), manyClients(10_000, 10)}
	data := b.TempDir()
	load := func(i int) *config.Snapshot {
		snapshot, err := read(texts[i%2], data)
		if err != nil {
			b.Fatal(err)
		}
		return snapshot
	}
	s, err := Open(context.Background(), Options{Config: load(0), Now: func() time.Time { return began }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	b.ReportAllocs()
	for i := 1; b.Loop(); i++ {
		if lines, err := s.Reload(context.Background(), load(i)); err != nil || len(lines) != 3 {
			b.Fatal(lines, err)
		}
	}
}
