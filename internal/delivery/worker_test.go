package delivery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"authd/internal/authd"
)

// A sink is a Sender that notes when it was asked to send what.
type sink struct {
	mu     sync.Mutex
	start  time.Time
	seen   []string // "<seconds since the start> <mail id>"
	answer func(m Message) error
}

func (s *sink) Send(_ context.Context, m Message) error {
	s.mu.Lock()
	s.seen = append(s.seen, fmt.Sprintf("%.0f %s", time.Since(s.start).Seconds(), m.ID))
	s.mu.Unlock()
	return s.answer(m)
}

func (s *sink) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.seen, ", ")
}

// A bench is a worker at work inside a synctest bubble.
type bench struct {
	*Worker
	outbox *outbox
	sink   *sink
	log    *bytes.Buffer
}

// atWork runs body beside a running worker and stops it afterwards.
func atWork(t *testing.T, answer func(Message) error, body func(t *testing.T, b bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := bench{outbox: &outbox{due: map[string]time.Time{}}, sink: &sink{start: time.Now(), answer: answer}, log: &bytes.Buffer{}}
		b.Worker = &Worker{Outbox: b.outbox, Ring: ring, Sender: b.sink, Now: time.Now, Log: slog.New(slog.NewTextHandler(b.log, nil))}
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() { defer close(stopped); b.Run(ctx) }()
		synctest.Wait()
		body(t, b)
		cancel()
		<-stopped
	})
}

// letterFor is one login mail in the outbox whose code lives that long from now.
func letterFor(t *testing.T, id string, lifetime time.Duration) authd.Mail {
	t.Helper()
	in := loginMail()
	in.Lifetime = lifetime
	m, err := builtInComposer(t).Compose(in, id, time.Now().Add(lifetime))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (b bench) want(t *testing.T, want string) {
	t.Helper()
	synctest.Wait()
	if got := b.sink.all(); got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
}

// logged is what the worker has told so far.
func (b bench) logged() string {
	synctest.Wait()
	return b.log.String()
}

func takeAll(Message) error { return nil }

func TestAWokenWorkerSendsAtOnce(t *testing.T) {
	atWork(t, takeAll, func(t *testing.T, b bench) {
		b.outbox.put(letterFor(t, "a", time.Minute))
		b.Wake()
		b.want(t, "0 a")
		if b.outbox.left() != 0 {
			t.Error("the mail is still in the outbox")
		}
	})
}

func TestMailsOfOtherInstancesAreFoundWithoutBeingWoken(t *testing.T) {
	atWork(t, takeAll, func(t *testing.T, b bench) {
		b.outbox.put(letterFor(t, "a", time.Minute))
		time.Sleep(idle)
		b.want(t, "5 a")
	})
}

func TestEveryMailOfAStormIsSentOnce(t *testing.T) {
	atWork(t, takeAll, func(t *testing.T, b bench) {
		for i := range 3*batch + 1 {
			b.outbox.put(letterFor(t, fmt.Sprint(i), time.Minute))
		}
		b.Wake()
		synctest.Wait()
		slices.Sort(b.sink.seen)
		if n := len(slices.Compact(b.sink.seen)); n != 3*batch+1 || b.outbox.left() != 0 {
			t.Errorf("%d mails sent, %d left", n, b.outbox.left())
		}
	})
}

func TestRE13_AMailIsTriedAgainUntilItsCodeIsDead(t *testing.T) {
	down := func(Message) error { return errors.New("connection refused") }
	atWork(t, down, func(t *testing.T, b bench) {
		b.outbox.put(letterFor(t, "a", 5*time.Minute))
		b.Wake()
		time.Sleep(time.Hour)
		// 1, 2, 4 … seconds apart, then a minute; never after 300.
		b.want(t, "0 a, 1 a, 3 a, 7 a, 15 a, 31 a, 63 a, 123 a, 183 a, 243 a")
		if !strings.Contains(b.logged(), `msg="mail dropped" mail=a tries=10`) {
			t.Errorf("nobody was told:\n%s", b.logged())
		}
	})
}

func TestRE13_TheMailServerComesBack(t *testing.T) {
	back := time.Now().Add(time.Hour)
	answer := func(Message) error {
		if time.Now().Before(back) {
			return errors.New("connection refused")
		}
		return nil
	}
	atWork(t, answer, func(t *testing.T, b bench) {
		back = time.Now().Add(5 * time.Second)
		b.outbox.put(letterFor(t, "a", 10*time.Minute))
		b.Wake()
		time.Sleep(time.Hour)
		b.want(t, "0 a, 1 a, 3 a, 7 a")
	})
}

func TestRE13_ACrashBetweenSendAndMarkSendsOnceMoreUnderTheSameID(t *testing.T) {
	atWork(t, takeAll, func(t *testing.T, b bench) {
		b.outbox.loseNextMark()
		b.outbox.put(letterFor(t, "a", 10*time.Minute))
		b.Wake()
		time.Sleep(10 * time.Minute)
		b.want(t, "0 a, 60 a")
	})
}

func TestRE14_ARefusedMailIsDropped(t *testing.T) {
	refuse := func(Message) error { return fmt.Errorf("%w: 550", ErrRefused) }
	atWork(t, refuse, func(t *testing.T, b bench) {
		b.outbox.put(letterFor(t, "a", 10*time.Minute))
		b.Wake()
		time.Sleep(time.Hour)
		b.want(t, "0 a")
	})
}

func TestAMailThatCannotBeOpenedIsDroppedAndTheNextIsSent(t *testing.T) {
	atWork(t, takeAll, func(t *testing.T, b bench) {
		b.outbox.put(authd.Mail{ID: "broken", Body: "AAAA", ExpiresAt: time.Now().Add(time.Minute)}, letterFor(t, "a", time.Minute))
		b.Wake()
		time.Sleep(time.Hour)
		b.want(t, "0 a")
		if !strings.Contains(b.logged(), `msg="mail dropped" mail=broken`) {
			t.Errorf("nobody was told:\n%s", b.logged())
		}
	})
}

func TestRE22_APanicCostsOneMailAMinute(t *testing.T) {
	first := true
	answer := func(m Message) error {
		if m.ID == "a" && first {
			first = false
			panic("code 042042")
		}
		return nil
	}
	atWork(t, answer, func(t *testing.T, b bench) {
		b.outbox.put(letterFor(t, "a", 10*time.Minute))
		b.Wake()
		time.Sleep(5 * time.Minute)
		b.want(t, "0 a, 60 a")
		if log := b.logged(); !strings.Contains(log, "panicked") || strings.Contains(log, "042042") {
			t.Errorf("log:\n%s", log)
		}
	})
}

func TestRE12_TheDatabaseComesBack(t *testing.T) {
	atWork(t, takeAll, func(t *testing.T, b bench) {
		b.outbox.put(letterFor(t, "a", 10*time.Minute))
		b.outbox.setBroken(true)
		b.Wake()
		time.Sleep(12 * time.Second)
		b.outbox.setBroken(false)
		time.Sleep(idle)
		b.want(t, "15 a")
	})
}

func TestPL07_LogsHoldNoCodeAndNoAddress(t *testing.T) {
	answers := []error{errors.New("connection refused"), fmt.Errorf("%w: 550 at RCPT TO", ErrRefused)}
	answer := func(Message) error {
		err := answers[0]
		answers = answers[1:]
		return err
	}
	atWork(t, answer, func(t *testing.T, b bench) {
		b.outbox.put(letterFor(t, "a", 10*time.Minute))
		b.Wake()
		time.Sleep(time.Minute)
		log := b.logged()
		if !strings.Contains(log, "mail dropped") || strings.Contains(log, "042042") || strings.Contains(log, "ann") {
			t.Errorf("log:\n%s", log)
		}
	})
}

func TestAWorkerStopsAfterTheMailInHand(t *testing.T) {
	slow := func(Message) error { time.Sleep(3 * time.Second); return nil }
	synctest.Test(t, func(t *testing.T) {
		o := &outbox{due: map[string]time.Time{}}
		w := &Worker{Outbox: o, Ring: ring, Sender: &sink{answer: slow}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
		o.put(letterFor(t, "a", time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		w.Run(ctx)
		if took := time.Since(start); took != 3*time.Second || o.left() != 0 {
			t.Errorf("stopped after %s with %d mails left", took, o.left())
		}
	})
}
