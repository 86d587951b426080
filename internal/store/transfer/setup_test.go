package transfer_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/store"
	"authd/internal/store/engine"
	"authd/internal/store/storetest"
	"authd/internal/store/transfer"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// drivers give an empty database of each kind.
var drivers = map[string]func(t *testing.T) engine.Source{
	"sqlite":   func(t *testing.T) engine.Source { return source(t, "sqlite", filepath.Join(t.TempDir(), "authd.db")) },
	"postgres": func(t *testing.T) engine.Source { return source(t, "postgres", storetest.PostgresDSN(t)) },
}

func source(t *testing.T, driver, dsn string) engine.Source {
	t.Helper()
	s, err := store.Source(driver, dsn)
	ok(t, err)
	return s
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// with opens a database for one deed.
func with(t *testing.T, s engine.Source, deed func(db *store.DB)) {
	t.Helper()
	db, err := store.Open(t.Context(), s.Driver, s.DSN)
	ok(t, err)
	deed(db)
	ok(t, db.Close())
}

// people are more than go in one statement.
const people = 250

func user(n int) authd.User {
	id := fmt.Sprintf("email|%03d", n)
	return authd.User{
		ID: id, Connection: "email", Identifier: id + "@example.com", Email: id + "@example.com", EmailVerified: n%2 == 0,
		Name: "Zoë 'O' \"Neil\"\n名前 \\ %s $1", CreatedAt: noon, UpdatedAt: noon.Add(time.Duration(n) * time.Millisecond),
	}
}

func session(n int) authd.Session {
	return authd.Session{
		Hash: fmt.Appendf(nil, "\x00\xff%03d", n), SID: fmt.Sprintf("sid-%03d", n), User: user(n), Connection: "email",
		AuthTime: noon, SeenAt: noon, ExpiresAt: noon.Add(48 * time.Hour), IdleLifetime: 24 * time.Hour,
	}
}

// family is one that never ends.
func family() authd.RefreshFamily {
	return authd.RefreshFamily{
		Authorization: authd.Authorization{
			ID: "family", ClientID: "spa", UserID: user(0).ID, SID: session(0).SID, Connection: "email",
			Scope: oauth.Scope{"openid", "offline_access"}, AuthTime: noon,
		},
		CreatedAt: noon, RotatedAt: noon, SeenAt: noon,
	}
}

func ticket() authd.LoginTicket {
	return authd.LoginTicket{
		Hash: []byte("ticket"), User: user(0), ClientID: "spa", Origin: "https://app.example.com", ID: "co",
		CookieHash: []byte{}, VerifierHash: []byte{0}, ExpiresAt: noon.Add(time.Hour),
	}
}

// filled is a database in which every table has rows.
func filled(t *testing.T, s engine.Source) {
	t.Helper()
	with(t, s, func(db *store.DB) {
		ctx := t.Context()
		for n := range people {
			_, err := db.FindOrCreateUser(ctx, user(n))
			ok(t, err)
		}
		for n := range 3 {
			_, err := db.PutSession(ctx, session(n), nil)
			ok(t, err)
			ok(t, db.PutSessionClient(ctx, session(n).Hash, "spa"))
		}
		_, err := db.EndSession(ctx, session(2).Hash, noon) // leaves a notice
		ok(t, err)
		ok(t, db.SwapKeys(ctx, 0, "sealed", authd.Event{Type: authd.EventKeysChanged, At: noon}))
		challenge := authd.Challenge{Slot: "slot", ID: "id", ClientID: "spa", LinkHash: []byte("link"), MaxTries: 3, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}
		ok(t, db.PutChallenge(ctx, challenge, &authd.Mail{ID: "mail", Body: "sealed", ExpiresAt: noon.Add(time.Hour)}))
		ok(t, db.PutTicket(ctx, ticket()))
		_, err = db.AddCount(ctx, "counter", 1, noon, noon, noon.Add(time.Hour))
		ok(t, err)
		ok(t, db.SpendCode(ctx, "code", noon.Add(time.Hour)))
		ok(t, db.RaiseAccessLifetime(ctx, time.Hour))
		ok(t, db.RevokeAuthorization(ctx, authd.Revocation{Authorization: authd.Authorization{ID: "revoked"}, Why: authd.EventTokenRevoked, At: noon, Until: noon.Add(time.Hour)}))
		ok(t, db.PutConsent(ctx, authd.Consent{UserID: user(0).ID, ClientID: "spa", Scope: oauth.Scope{"openid"}, GivenAt: noon}))
		ok(t, db.PutFamily(ctx, family(), 10))
		ok(t, db.CreateRegistration(ctx, authd.Registration{ClientID: "dcr_x", Metadata: "{}", TokenHash: []byte{1}, CreatedAt: noon, UpdatedAt: noon}, 10))
		ok(t, db.PutDevice(ctx, authd.DeviceAuthorization{
			Authorization: authd.Authorization{ID: "tv", ClientID: "tv", Scope: oauth.Scope{"openid"}}, DeviceHash: []byte{1}, UserHash: []byte{2},
			Interval: time.Second, EndsAt: noon.Add(time.Hour), ExpiresAt: noon.Add(2 * time.Hour),
		}))
	})
}

// backedUp is a backup of a filled database, and what it holds.
func backedUp(t *testing.T, s engine.Source) (string, []transfer.Table) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "backup.db")
	done, err := transfer.Backup(t.Context(), s, file, nil)
	ok(t, err)
	return file, done
}
