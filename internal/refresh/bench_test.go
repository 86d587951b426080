package refresh

import (
	"path/filepath"
	"testing"
	"time"

	"authd/internal/store"
)

// BenchmarkRotation presents the newest token again and again.
func BenchmarkRotation(b *testing.B) {
	db, err := store.Open(b.Context(), "sqlite", filepath.Join(b.TempDir(), "authd.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	r := benchOver(b, db)
	token := r.begin(plan())
	before, now := db.Counts(), noon
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Millisecond)
		token = r.must(token, plan(), now)
	}
	after := db.Counts()
	b.ReportMetric(float64(after.Reads-before.Reads+after.Writes-before.Writes)/float64(b.N), "statements/op")
}
