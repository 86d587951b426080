package passwordless

import (
	"errors"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
	"authd/internal/store"
	"authd/internal/throttle"
)

var (
	now = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	ip  = netip.MustParseAddr("192.0.2.1")
)

const ada = "ada@example.com"

// A bench is a Service over a real database, whose mails can be read.
type bench struct {
	*Service
	db    *store.DB
	mails *mails
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite", filepath.Join(t.TempDir(), "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	ring, box := ring{seal.NewKey()}, &mails{}
	return &bench{db: db, mails: box, Service: &Service{
		Directory: directory(), Limits: authd.Limits{CodeTries: 3},
		Limiter: &throttle.Limiter{Counters: db, Hasher: ring},
		Store:   db, Links: db, Users: db, Mail: box, Ring: ring, Wake: func() { box.woken++ }, SMSCountries: []string{"US", "DE"},
		Count:    func(step Step, strategy string) { box.step(string(step) + " " + strategy) },
		CountSMS: func(step SMSStep, country string) { box.counted = append(box.counted, string(step)+" "+country) },
	}}
}

func directory() authd.Directory {
	connection := func(name string) authd.Connection {
		return authd.Connection{Name: name, Strategy: "email", CodeLength: 6, CodeLifetime: 10 * time.Minute}
	}
	closed, cased, sms := connection("closed"), connection("cased"), connection("sms")
	closed.DisableSignup, cased.PreserveCase, sms.Strategy = true, true, "sms"
	return authd.Directory{
		Tenant: authd.Tenant{Issuer: "https://login.example.com/"},
		Clients: map[string]authd.Client{
			"spa":   {ID: "spa", Name: "My SPA", Connections: []string{"email", "second", "closed", "cased", "sms"}},
			"other": {ID: "other", Name: "Other", Connections: []string{"email"}},
		},
		Connections: map[string]authd.Connection{
			"email": connection("email"), "second": connection("second"), "closed": closed, "cased": cased, "sms": sms,
		},
	}
}

// ask starts a login of address by connection email and returns the mail.
func (b *bench) ask(t *testing.T, address string) authd.LoginMessage {
	t.Helper()
	return b.askAs(t, Start{ClientID: "spa", Connection: "email", Address: address, IP: ip})
}

func (b *bench) askAs(t *testing.T, in Start) authd.LoginMessage {
	t.Helper()
	if err := b.Start(t.Context(), in, now); err != nil {
		t.Fatal(err)
	}
	return b.mails.last()
}

func answer(address, code string) Answer {
	return Answer{ClientID: "spa", Connection: "email", Address: address, Code: code, IP: ip}
}

// wrong is a code of the same length that is not code.
func wrong(code string) string {
	return string('0'+(code[0]-'0'+1)%10) + code[1:]
}

// want fails unless err is the one wanted; nil wants none.
func want(t *testing.T, err, wanted error) {
	t.Helper()
	if !errors.Is(err, wanted) {
		t.Errorf("got %v, want %v", err, wanted)
	}
}

// mails is a Composer that keeps what it was to say.
type mails struct {
	said    []authd.LoginMessage
	woken   int
	steps   []string   // of codes and links, by step and strategy
	mu      sync.Mutex // for steps
	counted []string   // text messages, by step and country
}

// step notes what is counted, also by several at once.
func (m *mails) step(what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.steps = append(m.steps, what)
}

func (m *mails) Compose(mail authd.LoginMessage, id string, expires time.Time) (authd.Mail, error) {
	m.said = append(m.said, mail)
	return authd.Mail{ID: id, Body: "sealed", ExpiresAt: expires}, nil
}

func (m *mails) last() authd.LoginMessage { return m.said[len(m.said)-1] }

type ring struct{ key []byte }

func (r ring) Seal(p seal.Purpose, plain []byte) string         { return seal.Seal(r.key, p, plain) }
func (r ring) Open(p seal.Purpose, text string) ([]byte, error) { return seal.Open(r.key, p, text) }
func (r ring) Hash(p seal.Purpose, secret string) []byte        { return seal.Hash(r.key, p, secret) }

// tokenOf is the token in a mailed link.
func tokenOf(t *testing.T, mail authd.LoginMessage) string {
	t.Helper()
	_, token, found := strings.Cut(mail.Link, "?token=")
	if !found {
		t.Fatalf("the link is %q", mail.Link)
	}
	return token
}
