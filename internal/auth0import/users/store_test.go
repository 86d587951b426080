package users_test

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authd/internal/auth0import/users"
	"authd/internal/authd"
	"authd/internal/store"
)

// rows are lines of an export job, one for each call.
type rows struct{ next, end int }

func (r *rows) Read(p []byte) (int, error) {
	if r.next == r.end {
		return 0, io.EOF
	}
	r.next++
	return copy(p, fmt.Sprintf(`{"user_id":"email|%024x","email":"%d@example.com","email_verified":true,"name":"Person %d","created_at":"2020-03-04T05:06:07.089Z","updated_at":"2024-03-04T05:06:07.089Z","identities":[{"user_id":"%024x","provider":"email","connection":"email","isSocial":false}],"user_metadata":{"plan":"free"},"logins_count":3}`+"\n", r.next*0x9e3779b97f4a7c1, r.next, r.next, r.next*0x9e3779b97f4a7c1)), nil
}

func job(n int) users.Job {
	return users.Job{From: &rows{end: n}, Rules: users.Rules{
		Connections: map[string]authd.Connection{"email": {Name: "email", Strategy: "email"}}, Now: time.Unix(0, 0),
	}}
}

// BenchmarkReading is a dry run; an operation is one line.
func BenchmarkReading(b *testing.B) {
	j := job(b.N)
	b.ReportAllocs()
	if got, err := j.Run(b.Context()); err != nil || got.Taken != b.N {
		b.Fatal(got, err)
	}
}

// BenchmarkImport keeps people in SQLite; an operation is one person.
func BenchmarkImport(b *testing.B) {
	db, err := store.Open(b.Context(), "sqlite", filepath.Join(b.TempDir(), "authd.db"))
	if err != nil {
		b.Fatal(err)
	}
	j := job(b.N)
	j.Keep = db
	b.ReportAllocs()
	b.ResetTimer()
	got, err := j.Run(b.Context())
	b.StopTimer()
	if closing := db.Close(); err != nil || closing != nil || got.Added != b.N {
		b.Fatal(got, err, closing)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "people/s")
}

// The people of a file can log in afterwards, under the id they had.
func TestPeopleInTheStore(t *testing.T) {
	db, err := store.Open(t.Context(), "sqlite", filepath.Join(t.TempDir(), "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	line := `{"user_id":"auth0|5f7c","email":"Ada@Example.com","email_verified":true}` + "\n"
	for _, want := range []users.Result{{Lines: 1, Added: 1}, {Lines: 1, Known: 1}} {
		j := job(0)
		j.From, j.Rules.PasswordsTo, j.Keep = strings.NewReader(line), "email", db
		if got, err := j.Run(t.Context()); err != nil || got.Lines != want.Lines || got.Added != want.Added || got.Known != want.Known {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	later := authd.User{ID: "email|new", Connection: "email", Identifier: "ada@example.com"}
	if got, err := db.FindOrCreateUser(t.Context(), later); err != nil || got.ID != "auth0|5f7c" {
		t.Errorf("a login finds %+v, %v", got, err)
	}
}

// Of two lines with one id, and of two with one address, the first one's person is
// kept, whatever order the store likes.
func TestTheFirstInTheFileCounts(t *testing.T) {
	db, err := store.Open(t.Context(), "sqlite", filepath.Join(t.TempDir(), "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	j := job(0)
	j.Keep = db
	j.From = strings.NewReader(`{"user_id":"email|1","email":"z@example.com"}
{"user_id":"email|1","email":"a@example.com"}
{"user_id":"email|9","email":"b@example.com"}
{"user_id":"email|2","email":"b@example.com"}
`)
	if got, err := j.Run(t.Context()); err != nil || got.Added != 2 || got.Contested != 2 || got.Lines != 4 {
		t.Errorf("got %+v, %v", got, err)
	}
	for id, want := range map[string]string{"email|1": "z@example.com", "email|9": "b@example.com"} {
		if got, err := db.User(t.Context(), id); err != nil || got.Identifier != want {
			t.Errorf("%s is %s, %v; want %s", id, got.Identifier, err, want)
		}
	}
}
