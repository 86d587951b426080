package chaos

import (
	"context"
	"math/rand/v2"
	"net/url"
	"testing"
	"time"

	"authd/internal/rig"
)

// RC-12, RE-10, RE-13: the connections to the database and to the mail server are
// cut, slowed down and clogged at moments of chance, under load. What was answered
// stays true, what was not answered is done once or not at all, and the server goes
// on without a restart.
func TestRC12_ConnectionsThatFail(t *testing.T) {
	mails := newSink(t)
	setup := onPostgres(t, freePort(t), mails.Address)
	database, err := url.Parse(setup.DSN)
	if err != nil {
		t.Fatal(err)
	}
	toDatabase, toMail := newLink(t, database.Host), newLink(t, mails.Address)
	database.Host, setup.SMTP = toDatabase.Address(), toMail.Address()
	setup.DSN = database.String()
	p := start(t, setup, "authd", entry(setup))
	var lives []*life
	for i := range 6 {
		lives = append(lives, newLife(t, setup.Issuer, i))
	}
	for i := range scaled(6, 200) {
		ctx, end := context.WithTimeout(t.Context(), time.Second)
		link := []rig.Link{toDatabase, toDatabase, toMail}[rand.IntN(3)] //nolint:gosec // chance, no secret
		troubled := make(chan struct{})
		time.AfterFunc(time.Duration(rand.IntN(500))*time.Millisecond, func() { trouble(t, link, i); close(troubled) }) //nolint:gosec // chance, no secret
		allLive(ctx, lives)
		end()
		<-troubled
		mend(t, link, i)
		awaitAnswers(t, p)
		for _, l := range lives {
			if err := l.checkAll(t.Context()); err != nil {
				t.Fatalf("person %d is not answered after the trouble: %v", l.number, err)
			}
		}
	}
	for _, l := range lives {
		awaitMails(t, l, mails)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}

func newLink(t *testing.T, target string) rig.Link {
	t.Helper()
	l, err := rig.NewLink(target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Cut)
	return l
}

// trouble makes one kind of it after the other, so that a short run has all.
func trouble(t *testing.T, l rig.Link, i int) {
	var err error
	switch i % 3 {
	case 0:
		l.Cut()
	case 1:
		err = l.Clog()
	case 2:
		err = l.Delay(300)
	}
	if err != nil {
		t.Error(err)
	}
}

func mend(t *testing.T, l rig.Link, i int) {
	t.Helper()
	l.Clear()
	if i%3 != 0 {
		return
	}
	if err := l.Mend(); err != nil {
		t.Fatal(err)
	}
}

// awaitAnswers waits until the server says that it is ready again, by itself.
func awaitAnswers(t *testing.T, p *rig.Process) {
	t.Helper()
	began := time.Now()
	for !p.Ready(t.Context()) {
		if time.Since(began) > 30*time.Second {
			t.Fatal("the server does not recover")
		}
		time.Sleep(10 * time.Millisecond) // another process recovers
	}
	t.Logf("ready again after %v", time.Since(began).Round(time.Millisecond))
}
