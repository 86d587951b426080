package refresh

import (
	"encoding/base64"
	"log/slog"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/seal"
	"authd/internal/store"
	"authd/internal/store/storetest"
	"authd/internal/tokens"
)

// noon has a fraction that no database keeps.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 987654321, time.UTC)

var key = []byte("a key of 32 bytes for the tests.")

func keyed(p seal.Purpose, secret string) []byte { return seal.Hash(key, p, secret) }

// A bench is tokens over a real database, with its log.
type bench struct {
	*Tokens
	t   testing.TB
	db  *store.DB
	log *strings.Builder
}

func newBench(t *testing.T) bench { return benchOver(t, storetest.SQLite(t)) }

func benchOver(t testing.TB, db *store.DB) bench {
	log := &strings.Builder{}
	tokens := &Tokens{Store: db, Hash: keyed, AccessLifetime: 24 * time.Hour, Log: slog.New(slog.NewTextHandler(log, nil))}
	return bench{tokens, t, db, log}
}

// plan is the default one.
func plan() tokens.RefreshToken {
	return tokens.RefreshToken{
		Rotation:     tokens.Choice[string]{Value: tokens.Rotating},
		Expiration:   tokens.Choice[string]{Value: tokens.Expiring},
		Lifetime:     tokens.Choice[time.Duration]{Value: 30 * 24 * time.Hour},
		IdleLifetime: tokens.Choice[time.Duration]{Value: 15 * 24 * time.Hour},
		Leeway:       tokens.Choice[time.Duration]{Value: 30 * time.Second},
	}
}

func with(change func(*tokens.RefreshToken)) tokens.RefreshToken {
	p := plan()
	change(&p)
	return p
}

func static() tokens.RefreshToken {
	return with(func(p *tokens.RefreshToken) { p.Rotation.Value = tokens.NonRotating })
}

func authorization() authd.Authorization {
	return authd.Authorization{
		ID: base64.RawURLEncoding.EncodeToString(seal.NewKey()[:idSize]), ClientID: "spa", UserID: "email|ann",
		SID: "sid", Scope: oauth.Scope{"openid", "offline_access"},
	}
}

// begin is the first token of a new family.
func (b bench) begin(p tokens.RefreshToken) string {
	b.t.Helper()
	token, err := b.Begin(b.t.Context(), authorization(), p, noon)
	if err != nil {
		b.t.Fatal(err)
	}
	return token
}

// redeem presents a token as client spa does.
func (b bench) redeem(token string, p tokens.RefreshToken, now time.Time) (string, error) {
	presented, err := b.Open(b.t.Context(), token, "spa", now)
	if err != nil {
		return "", err
	}
	return b.Use(b.t.Context(), presented, p, now)
}

// must is redeem for a token that is good.
func (b bench) must(token string, p tokens.RefreshToken, now time.Time) string {
	b.t.Helper()
	next, err := b.redeem(token, p, now)
	if err != nil {
		b.t.Fatal(err)
	}
	return next
}

// refused is redeem for a token that is not.
func (b bench) refused(token string, p tokens.RefreshToken, now time.Time) {
	b.t.Helper()
	if next, err := b.redeem(token, p, now); err == nil || !isInvalid(err) {
		b.t.Errorf("got %q, %v, want ErrInvalid", next, err)
	}
}
