package chaos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"authd/internal/rig"
)

// A life is a person who uses the server and writes down what it promised. A
// request that was not answered promised nothing: what it was about is unknown
// then, and forgotten. Whatever else is remembered must be true later, whichever
// process is asked.
type life struct {
	t       *testing.T
	person  *rig.Person
	in      bool     // known to be logged in
	out     bool     // known to be logged out, with a cookie that once was good
	spent   []string // codes that were redeemed
	refresh string   // the newest token of the line, known to be good
	dead    []string // refresh tokens that were replaced
	mailed  []string // addresses that were promised a mail
	number  int
	done    map[string]int
}

func newLife(t *testing.T, issuer string, number int) *life {
	return &life{t: t, person: rig.NewPerson(issuer, number, &http.Transport{MaxIdleConnsPerHost: 4}), number: number, done: map[string]int{}}
}

// live does one thing after the other until ctx ends, or until something was not
// answered.
func (l *life) live(ctx context.Context) {
	for ctx.Err() == nil {
		for _, deed := range []func(context.Context) error{l.login, l.askForMail, l.begin, l.renew, l.renew, l.checkAll, l.logout} {
			if err := deed(ctx); err != nil {
				return // it died meanwhile, or its database did
			}
		}
	}
}

// wrong fails the test: a promise was broken.
func (l *life) wrong(format string, args ...any) {
	l.t.Helper()
	l.t.Errorf("person %d: "+format, append([]any{l.number}, args...)...)
}

// unanswered forgets what an attempt without a whole answer may have changed.
var errUnanswered = errors.New("not answered")

// unavailable reports whether a status says that the server did not decide.
func unavailable(status int) bool { return status >= http.StatusInternalServerError }

func (l *life) login(ctx context.Context) error {
	was := l.in
	l.in, l.out = false, false
	a, err := l.person.Login(ctx, rig.Ask())
	if err != nil || a.Values().Get("error") == "temporarily_unavailable" {
		return errUnanswered
	}
	if a.Values().Get("access_token") == "" {
		l.wrong("a login (logged in before: %v) was answered with %v", was, a.Values())
	}
	l.in = true
	l.done["login"]++
	return nil
}

// silent is the error of a silent renewal, empty where there is none.
func (l *life) silent(ctx context.Context) (string, error) {
	a, err := l.person.Get(ctx, rig.Ask("prompt", "none"))
	if err != nil || unavailable(a.Status) || a.Values().Get("error") == "temporarily_unavailable" {
		return "", errUnanswered
	}
	return a.Values().Get("error"), nil
}

func (l *life) logout(ctx context.Context) error {
	l.in = false
	a, err := l.person.Get(ctx, "v2/logout?client_id="+rig.SPA)
	if err != nil || unavailable(a.Status) {
		return errUnanswered
	}
	l.out = true
	l.done["logout"]++
	return nil
}

// begin gets a code, redeems it and begins a line of refresh tokens.
func (l *life) begin(ctx context.Context) error {
	l.refresh = ""
	a, err := l.person.Get(ctx, rig.AskCode())
	code := a.Values().Get("code")
	if err != nil || code == "" {
		return errUnanswered
	}
	set, err := l.person.Redeem(ctx, code)
	if err != nil || unavailable(set.Status) {
		return errUnanswered
	}
	if set.Access == "" {
		l.wrong("a fresh code was refused: %s", set.Error)
	}
	l.spent, l.refresh, l.dead = append(l.spent, code), set.Refresh, nil
	l.done["code"]++
	return nil
}

func (l *life) renew(ctx context.Context) error {
	token := l.refresh
	if token == "" {
		return nil
	}
	l.refresh = ""
	set, err := l.person.Renew(ctx, token)
	if err != nil || unavailable(set.Status) {
		return errUnanswered
	}
	if set.Refresh == "" {
		l.wrong("the newest refresh token was refused: %s", set.Error)
	}
	l.refresh = set.Refresh
	l.done["refresh"]++
	return nil
}

// askForMail begins a login under an address of its own.
func (l *life) askForMail(ctx context.Context) error {
	other := rig.NewPerson(l.person.Issuer, l.number, l.person.HTTP.Transport)
	other.Address = fmt.Sprintf("mail%d.%d@rig.test", l.number, time.Now().UnixNano())
	a, err := other.Get(ctx, rig.Ask())
	if err != nil || unavailable(a.Status) {
		return errUnanswered
	}
	a, err = other.Post(ctx, a.Location, "email", other.Address)
	if err != nil || a.Status != http.StatusSeeOther {
		return errUnanswered
	}
	l.mailed = append(l.mailed, other.Address)
	l.done["mail"]++
	return nil
}

// checkAll holds everything that is known against what the server says now.
func (l *life) checkAll(ctx context.Context) error {
	refusal, err := l.silent(ctx)
	switch {
	case err != nil:
		return err
	case l.in && refusal != "":
		l.wrong("is logged in, and a silent renewal says %s", refusal)
	case l.out && refusal != "login_required":
		l.wrong("has logged out, and a silent renewal says %q", refusal)
	}
	if err := l.renew(ctx); err != nil {
		return err
	}
	for _, code := range l.spent[max(0, len(l.spent)-3):] {
		set, err := l.person.Redeem(ctx, code)
		if err != nil || unavailable(set.Status) {
			return errUnanswered
		}
		if set.Access != "" {
			l.wrong("a code was redeemed twice")
		}
		l.refresh = "" // whoever replays a code ends what came of it
	}
	return nil
}

// allLive lets lives be lived at once until ctx ends.
func allLive(ctx context.Context, lives []*life) {
	var all sync.WaitGroup
	for _, l := range lives {
		all.Go(func() { l.live(ctx) })
	}
	all.Wait()
}
