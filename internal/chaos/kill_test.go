package chaos

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"authd/internal/rig"
)

// RE-01, RE-15, RE-13: a server is killed under load again and again. What it
// answered is true after the next start: who logged in is in and who logged out is
// out, a code is good once, the newest refresh token is good, and every mail that
// was promised comes.
func TestRE01_KilledUnderLoad(t *testing.T) {
	mails := newSink(t)
	for name, setup := range map[string]rig.Setup{"sqlite": onSQLite(t, freePort(t), mails.Address), "postgres": onPostgres(t, freePort(t), mails.Address)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var lives []*life
			for i := range 6 {
				lives = append(lives, newLife(t, setup.Issuer, i))
			}
			for range scaled(4, 100) {
				killOnce(t, setup, lives)
			}
			settle(t, setup, lives, mails)
		})
	}
}

// killOnce starts the server, looks whether it keeps its promises, and kills it at
// a moment of chance.
func killOnce(t *testing.T, setup rig.Setup, lives []*life) {
	t.Helper()
	p := start(t, setup, "authd", entry(setup))
	for _, l := range lives {
		if err := l.checkAll(t.Context()); err != nil {
			t.Fatalf("person %d is not answered after a start: %v", l.number, err)
		}
	}
	ctx, end := context.WithCancel(t.Context())
	moment := time.Duration(50+rand.IntN(700)) * time.Millisecond //nolint:gosec // chance, no secret
	dead := time.AfterFunc(moment, p.Kill)
	allLive(ctx, lives)
	end()
	dead.Stop()
}

func entry(s rig.Setup) string {
	return "127.0.0.1:" + s.Issuer[len("http://localhost:"):len(s.Issuer)-1]
}

// settle starts the server a last time, and waits for the mails.
func settle(t *testing.T, setup rig.Setup, lives []*life, mails *rig.MailSink) {
	t.Helper()
	p := start(t, setup, "authd", entry(setup))
	total := map[string]int{}
	for _, l := range lives {
		if err := l.checkAll(t.Context()); err != nil {
			t.Fatalf("person %d is not answered at the end: %v", l.number, err)
		}
		awaitMails(t, l, mails)
		for deed, n := range l.done {
			total[deed] += n
		}
	}
	t.Logf("promised and kept: %v", total)
	for _, deed := range []string{"login", "logout", "code", "refresh", "mail"} {
		if total[deed] == 0 {
			t.Errorf("there was no %s: the test tries nothing", deed)
		}
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}

// awaitMails waits until all mails of l have come. A mail whose sender died is sent
// again when its lease, of a minute, is over.
func awaitMails(t *testing.T, l *life, mails *rig.MailSink) {
	t.Helper()
	deadline := time.Now().Add(90 * time.Second)
	for _, address := range l.mailed {
		for mails.Mails()[address] == 0 {
			if time.Now().After(deadline) {
				t.Fatalf("a mail to %s was promised and does not come", address)
			}
			time.Sleep(50 * time.Millisecond) // another process sends it
		}
	}
}
