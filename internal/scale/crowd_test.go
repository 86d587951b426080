package scale

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"authd/internal/rig"
)

const (
	browsers = 64 // logged in, each with a refresh token
	workers  = 4  // requests at once
)

// A member is a browser with a session and the newest refresh token of its line.
type member struct {
	person  *rig.Person
	refresh string
}

// crowd logs everybody in.
func crowd(t *testing.T, issuer string) []*member {
	t.Helper()
	var all []*member
	transport := &http.Transport{MaxIdleConnsPerHost: workers}
	for i := range browsers {
		m := &member{person: rig.NewPerson(issuer, i, transport)}
		if _, err := m.person.Login(t.Context(), rig.Ask()); err != nil {
			t.Fatal(err)
		}
		a, err := m.person.Get(t.Context(), rig.AskCode())
		if err != nil {
			t.Fatal(err)
		}
		set, err := m.person.Redeem(t.Context(), a.Values().Get("code"))
		if err != nil || set.Refresh == "" {
			t.Fatalf("no refresh token: %v, %v", set.Error, err)
		}
		m.refresh = set.Refresh
		all = append(all, m)
	}
	return all
}

func (m *member) silent(ctx context.Context) error {
	a, err := m.person.Get(ctx, rig.Ask("prompt", "none"))
	if err == nil && a.Values().Get("access_token") == "" {
		err = fmt.Errorf("a silent renewal was answered with %d %v", a.Status, a.Values())
	}
	return err
}

func (m *member) renew(ctx context.Context) error {
	set, err := m.person.Renew(ctx, m.refresh)
	if err == nil && set.Refresh == "" {
		err = fmt.Errorf("a refresh was answered with %d %s", set.Status, set.Error)
	}
	m.refresh = set.Refresh
	return err
}

// A figure is what one kind of request cost: latencies, and the server's processor
// time for each.
type figure struct{ p50, p99, cpu time.Duration }

// measure lets workers go through the crowd, rounds times each.
func measure(t *testing.T, p *rig.Process, all []*member, rounds int, deed func(*member, context.Context) error) figure {
	t.Helper()
	took := make([][]time.Duration, workers)
	before := cpu(t, p)
	var working sync.WaitGroup
	for w := range workers {
		working.Go(func() {
			for range rounds {
				for i := w; i < len(all); i += workers {
					began := time.Now()
					if err := deed(all[i], t.Context()); err != nil {
						t.Error(err)
						return
					}
					took[w] = append(took[w], time.Since(began))
				}
			}
		})
	}
	working.Wait()
	every := slices.Sorted(slices.Values(slices.Concat(took...)))
	if len(every) != rounds*len(all) {
		t.Fatalf("%d answers, want %d", len(every), rounds*len(all))
	}
	return figure{every[len(every)/2], every[len(every)*99/100], (cpu(t, p) - before) / time.Duration(len(every))}
}

// cpu is the processor time a process has used (proc(5): fields 14 and 15 of stat,
// in hundredths of a second).
func cpu(t *testing.T, p *rig.Process) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.PID()))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(after)
	used := time.Duration(0)
	for _, field := range fields[11:13] {
		n, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		used += time.Duration(n) * 10 * time.Millisecond
	}
	return used
}
