package backchannel

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"authd/internal/authd"
)

// An outbox is an Outbox in memory. Notices of the caller are not due.
type outbox struct {
	mu      sync.Mutex
	notices map[string]authd.LogoutNotice
	due     map[string]time.Time
	broken  error
}

func newOutbox(notices ...authd.LogoutNotice) *outbox {
	o := &outbox{notices: map[string]authd.LogoutNotice{}, due: map[string]time.Time{}}
	for _, n := range notices {
		o.notices[n.ID], o.due[n.ID] = n, time.Now().Add(lease)
	}
	return o
}

func (o *outbox) ClaimNotices(_ context.Context, now time.Time, lease time.Duration, limit int) ([]authd.LogoutNotice, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var claimed []authd.LogoutNotice
	for id, n := range o.notices {
		if len(claimed) < limit && !o.due[id].After(now) {
			o.due[id] = now.Add(lease)
			claimed = append(claimed, n)
		}
	}
	return claimed, o.broken
}

func (o *outbox) DropNotice(_ context.Context, id string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.notices, id)
	return o.broken
}

func (o *outbox) DelayNotice(_ context.Context, id string, next time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := o.notices[id]
	n.Tries++
	o.notices[id], o.due[id] = n, next
	return o.broken
}

func (o *outbox) breaks(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.broken = err
}

func (o *outbox) left() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.notices)
}

// clients are a Sender: what each answers, and when it was tried, in seconds.
type clients struct {
	mu     sync.Mutex
	began  time.Time
	answer func(n authd.LogoutNotice) error
	tried  []string
}

func (c *clients) Send(ctx context.Context, n authd.LogoutNotice) error {
	c.mu.Lock()
	c.tried = append(c.tried, fmt.Sprintf("%.0f %s", time.Since(c.began).Seconds(), n.ClientID))
	c.mu.Unlock()
	return errors.Join(c.answer(n), ctx.Err())
}

func (c *clients) all() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.Sort(c.tried)
	return strings.Join(c.tried, ", ")
}

type bench struct {
	*Notifier
	outbox  *outbox
	clients *clients
	log     *bytes.Buffer
}

// inBubble runs body with a notifier whose Run is at work, if working says so.
func inBubble(t *testing.T, answer func(authd.LogoutNotice) error, body func(t *testing.T, b bench), notices ...authd.LogoutNotice) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := bench{outbox: newOutbox(notices...), clients: &clients{began: time.Now(), answer: answer}, log: &bytes.Buffer{}}
		b.Notifier = &Notifier{Outbox: b.outbox, Sender: b.clients, Now: time.Now, Log: slog.New(slog.NewTextHandler(b.log, nil))}
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() { defer close(stopped); b.Run(ctx) }()
		body(t, b)
		cancel()
		<-stopped
		synctest.Wait()
	})
}

func notice(client string) authd.LogoutNotice {
	return authd.LogoutNotice{ID: "id-" + client, ClientID: client, SID: "sid-1", UserID: "email|1"}
}

var errDown = errors.New("no answer")

// LO-06: all clients are told at once, and the person waits for those who answer
// in time, two seconds at most.
func TestLO06_APersonWaitsTwoSecondsAtMost(t *testing.T) {
	answer := func(n authd.LogoutNotice) error {
		switch n.ClientID {
		case "slow":
			time.Sleep(1900 * time.Millisecond)
		case "late":
			time.Sleep(3 * time.Second)
		case "hanging":
			time.Sleep(5 * time.Second)
			return errDown
		case "down":
			return errDown
		}
		return nil
	}
	all := []authd.LogoutNotice{notice("good"), notice("slow"), notice("hanging"), notice("late"), notice("down")}
	inBubble(t, answer, func(t *testing.T, b bench) {
		silent := b.Tell(t.Context(), all)
		if took := time.Since(b.clients.began); took != 2*time.Second {
			t.Errorf("the person waited %v", took)
		}
		if got := strings.Join(silent, " "); got != "down hanging late" {
			t.Errorf("silent: %s", got)
		}
		if got := b.clients.all(); got != "0 down, 0 good, 0 hanging, 0 late, 0 slow" {
			t.Errorf("tried: %s", got)
		}
		time.Sleep(4 * time.Second)
		if b.outbox.left() != 2 {
			t.Errorf("%d are left, want those two that did not answer, however late", b.outbox.left())
		}
	}, all...)
}

func TestNobodyWaitsForNobody(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b bench) {
		if silent := b.Tell(t.Context(), nil); silent != nil || time.Since(b.clients.began) != 0 {
			t.Errorf("%v after %v", silent, time.Since(b.clients.began))
		}
	})
}

// LO-06: a client that does not answer is tried three times more and then no more.
func TestLO06_ThreeRetries(t *testing.T) {
	n := notice("down")
	inBubble(t, func(authd.LogoutNotice) error { return errDown }, func(t *testing.T, b bench) {
		b.Tell(t.Context(), []authd.LogoutNotice{n})
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if got := b.clients.all(); got != "0 down, 20 down, 5 down, 65 down" || b.outbox.left() != 0 {
			t.Errorf("tried %s, %d left", got, b.outbox.left())
		}
		if log := b.log.String(); strings.Count(log, "client not told of a logout yet") != 3 || strings.Count(log, `msg="client not told of a logout" client_id=down`) != 1 {
			t.Errorf("the log: %s", log)
		}
	}, n)
}

// LO-06: what a process that died had in hand is delivered by another.
func TestLO06_NoticesSurviveACrash(t *testing.T) {
	n := notice("good")
	inBubble(t, func(authd.LogoutNotice) error { return nil }, func(t *testing.T, b bench) {
		time.Sleep(lease - time.Second)
		if got := b.clients.all(); got != "" {
			t.Errorf("tried early: %s", got)
		}
		time.Sleep(2 * time.Second)
		if got := b.clients.all(); got != "60 good" || b.outbox.left() != 0 {
			t.Errorf("tried %s, %d left", got, b.outbox.left())
		}
	}, n)
}

// A person with very many sessions is no way to make very many connections.
func TestSomeAreToldLater(t *testing.T) {
	var all []authd.LogoutNotice
	for i := range atOnce + 10 {
		all = append(all, notice(fmt.Sprintf("c%02d", i)))
	}
	inBubble(t, func(authd.LogoutNotice) error { return nil }, func(t *testing.T, b bench) {
		if silent := b.Tell(t.Context(), all); len(silent) != 10 {
			t.Errorf("silent: %v", silent)
		}
		time.Sleep(2 * lease)
		if b.outbox.left() != 0 {
			t.Errorf("%d were never told", b.outbox.left())
		}
	}, all...)
}

// RE-22: a panic is one failed try.
func TestRE22_APanicIsOneFailedTry(t *testing.T) {
	var tries atomic.Int32
	n := notice("odd")
	answer := func(authd.LogoutNotice) error {
		if tries.Add(1) == 1 {
			panic("odd")
		}
		return nil
	}
	inBubble(t, answer, func(t *testing.T, b bench) {
		if silent := b.Tell(t.Context(), []authd.LogoutNotice{n}); len(silent) != 1 {
			t.Errorf("silent: %v", silent)
		}
		time.Sleep(lease + every)
		synctest.Wait()
		if b.outbox.left() != 0 || !strings.Contains(b.log.String(), "panicked") {
			t.Errorf("%d left; %s", b.outbox.left(), b.log)
		}
	}, n)
}

func TestABrokenOutboxIsLogged(t *testing.T) {
	inBubble(t, func(authd.LogoutNotice) error { return nil }, func(t *testing.T, b bench) {
		b.outbox.breaks(errors.New("disk full"))
		b.Tell(t.Context(), []authd.LogoutNotice{notice("good")})
		time.Sleep(every + time.Second)
		synctest.Wait()
		for _, want := range []string{"cannot be written", "cannot be read", "disk full"} {
			if !strings.Contains(b.log.String(), want) {
				t.Errorf("the log lacks %q: %s", want, b.log)
			}
		}
	})
}
