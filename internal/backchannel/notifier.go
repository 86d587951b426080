package backchannel

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"authd/internal/authd"
)

const (
	// patience is how long a person who logs out waits for clients to answer.
	patience = 2 * time.Second
	// atOnce is how many clients are told at once. Whoever has more sessions than
	// that leaves the rest to Run.
	atOnce = 32
	// lease is longer than a try takes, so that only a crash lets it lapse.
	lease = time.Minute
	// every is how often Run looks for notices that are due.
	every = 5 * time.Second
	// retries is how often a client that did not answer is tried again.
	retries = 3
)

// An Outbox keeps notices until their clients were told.
type Outbox interface {
	// ClaimNotices gives up to limit notices that are due at now to this caller
	// alone, until the lease is over.
	ClaimNotices(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]authd.LogoutNotice, error)
	// DropNotice forgets a notice.
	DropNotice(ctx context.Context, id string) error
	// DelayNotice counts a try and makes the notice due again at next.
	DelayNotice(ctx context.Context, id string, next time.Time) error
}

// A Sender brings one notice to its client, in bounded time.
type Sender interface {
	Send(ctx context.Context, n authd.LogoutNotice) error
}

// A Notifier tells clients of logouts: at once, and again where that failed.
type Notifier struct {
	Outbox Outbox
	Sender Sender
	Now    func() time.Time
	Log    *slog.Logger
}

// Tell brings notices that are the caller's to their clients, all at once, and
// waits two seconds at most. It returns the ids of the clients that had not taken
// theirs by then, sorted. Their notices go on without the caller.
func (n *Notifier) Tell(ctx context.Context, notices []authd.LogoutNotice) []string {
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	waiting := map[string]string{}
	for _, notice := range notices {
		waiting[notice.ID] = notice.ClientID
	}
	answered := n.start(context.WithoutCancel(ctx), notices[:min(len(notices), atOnce)])
	for range min(len(notices), atOnce) {
		select {
		case id := <-answered:
			delete(waiting, id)
		case <-wait.Done():
			return clientsOf(waiting)
		}
	}
	return clientsOf(waiting)
}

// start delivers notices side by side and gives the id of each that was taken, or
// "", as they come.
func (n *Notifier) start(ctx context.Context, notices []authd.LogoutNotice) <-chan string {
	answered := make(chan string, len(notices))
	for _, notice := range notices {
		go func() { answered <- n.deliver(ctx, notice) }()
	}
	return answered
}

func clientsOf(waiting map[string]string) []string {
	var clients []string
	for _, id := range waiting {
		clients = append(clients, id)
	}
	slices.Sort(clients)
	return slices.Compact(clients)
}

// Run tells those that nobody told at once, until ctx ends. Notices in hand are
// brought to an end first.
func (n *Notifier) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			n.pass(ctx)
		}
	}
}

// pass tells the notices that are due, as many as there are.
func (n *Notifier) pass(ctx context.Context) {
	for ctx.Err() == nil {
		notices, err := n.Outbox.ClaimNotices(ctx, n.Now(), lease, atOnce)
		if err != nil && ctx.Err() == nil {
			n.Log.Error("logout notices cannot be read", "error", err)
		}
		answered := n.start(context.WithoutCancel(ctx), notices)
		for range notices {
			<-answered
		}
		if len(notices) < atOnce {
			return
		}
	}
}

// deliver makes one try, writes down what became of it, and returns the notice's
// id if the client took it. After a panic the notice keeps its lease (RE-22).
func (n *Notifier) deliver(ctx context.Context, notice authd.LogoutNotice) string {
	defer func() {
		if p := recover(); p != nil {
			n.Log.Error("logout notifier panicked", "notice", notice.ID, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		}
	}()
	outcome := n.Sender.Send(ctx, notice)
	if err := n.settle(ctx, notice, outcome); err != nil {
		n.Log.Error("logout notices cannot be written", "notice", notice.ID, "error", err)
	}
	if outcome != nil {
		return ""
	}
	return notice.ID
}

// settle writes the outcome of a try into the outbox and the log.
func (n *Notifier) settle(ctx context.Context, notice authd.LogoutNotice, outcome error) error {
	log := n.Log.With("client_id", notice.ClientID, "sid", notice.SID, "tries", notice.Tries+1)
	switch {
	case outcome == nil:
		return n.Outbox.DropNotice(ctx, notice.ID)
	case notice.Tries >= retries:
		log.Error("client not told of a logout", "error", outcome)
		return n.Outbox.DropNotice(ctx, notice.ID)
	}
	pause := waitAfter(notice.Tries)
	log.Warn("client not told of a logout yet", "next_try_in", pause, "error", outcome)
	return n.Outbox.DelayNotice(ctx, notice.ID, n.Now().Add(pause))
}

// waitAfter is the wait before the next try, by how many went before this one: 5,
// 15 and 45 seconds.
func waitAfter(tries int) time.Duration {
	wait := every
	for range tries {
		wait *= 3
	}
	return wait
}
