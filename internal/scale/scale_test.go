package scale

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"authd/internal/rig"
	"authd/internal/store/storetest"
)

// AUTHD_SCALE=long makes it a million.
var long = os.Getenv("AUTHD_SCALE") == "long"

var binary string

func TestMain(m *testing.M) {
	os.Exit(rig.WithBinary(func(path string) int {
		binary = path
		return m.Run()
	}))
}

// SC-06, SC-08, SC-10: what many people, sessions and refresh families change for
// those who use the server, how long it takes to start, and what each takes on disk.
func TestSC10_Growth(t *testing.T) {
	n, rounds := 5_000, 3
	if long {
		n, rounds = 1_000_000, 100
	}
	for driver, dsn := range map[string]func(*testing.T, string) string{
		"sqlite":   func(_ *testing.T, folder string) string { return filepath.Join(folder, "authd.db") },
		"postgres": func(t *testing.T, _ string) string { return storetest.PostgresDSN(t) },
	} {
		t.Run(driver, func(t *testing.T) {
			entry, err := rig.FreePort()
			if err != nil {
				t.Fatal(err)
			}
			_, port, err := net.SplitHostPort(entry)
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			grow(t, rig.Setup{
				Folder: folder, Issuer: "http://localhost:" + port + "/", Driver: driver, DSN: dsn(t, folder), SMTP: "127.0.0.1:1",
				More: "admin: {token: " + adminToken + "}\n",
			}, entry, growth{n, rounds})
		})
	}
}

// growth is how many rows come into each table, and how often each browser is asked
// for each kind of request.
type growth struct{ rows, rounds int }

const adminToken = "0123456789abcdef0123456789abcdef"

// A state is one column of the result.
type state struct {
	start, first             time.Duration
	silent, refresh, listing figure
}

func grow(t *testing.T, setup rig.Setup, entry string, g growth) {
	t.Helper()
	var all []*member
	empty := observe(t, setup, entry, func() []*member { all = crowd(t, setup.Issuer); return all }, g.rounds)
	each := fill(t, setup, g.rows)
	full := observe(t, setup, entry, func() []*member { return all }, g.rounds)
	for _, table := range tables {
		t.Logf("%s: %d bytes each", table.name, each[table.name])
	}
	if each["session"] > 500 {
		t.Errorf("a session takes %d bytes, want 500 at most", each["session"])
	}
	t.Logf("%-22s %22s %22s", "", "empty", fmt.Sprintf("%d of each", g.rows))
	row := func(name string, a, b any) { t.Logf("%-22s %22v %22v", name, a, b) }
	row("start to ready", empty.start.Round(time.Millisecond), full.start.Round(time.Millisecond))
	row("first request", empty.first.Round(time.Millisecond), full.first.Round(time.Millisecond))
	row("silent p50 p99 cpu", empty.silent, full.silent)
	row("refresh p50 p99 cpu", empty.refresh, full.refresh)
	row("users list p50 p99 cpu", empty.listing, full.listing)
}

// String is the figure in milliseconds.
func (f figure) String() string {
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return fmt.Sprintf("%.2f %.2f %.2f", ms(f.p50), ms(f.p99), ms(f.cpu))
}

// observe starts the server, lets the crowd use it, and stops it.
func observe(t *testing.T, setup rig.Setup, entry string, come func() []*member, rounds int) state {
	t.Helper()
	began := time.Now()
	p, err := setup.Start(t.Context(), binary, "authd", entry)
	if err != nil {
		t.Fatal(err)
	}
	s := state{start: time.Since(began)}
	began = time.Now()
	if _, err := rig.NewPerson(setup.Issuer, 0, http.DefaultTransport).Get(t.Context(), rig.Ask()); err != nil {
		t.Fatal(err)
	}
	s.first = time.Since(began)
	all := come()
	s.silent = measure(t, p, all, rounds, (*member).silent)
	s.refresh = measure(t, p, all, rounds, (*member).renew)
	s.listing = measure(t, p, all, 1, func(_ *member, ctx context.Context) error { return list(ctx, p) })
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	return s
}

// list asks for a page of a hundred people from the middle.
func list(ctx context.Context, p *rig.Process) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Admin+"/api/v2/users?take=100&from=email%7C000000000000000080000000", nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+adminToken)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		err = fmt.Errorf("the list of people was answered with %s", response.Status)
	}
	_ = response.Body.Close() // the status is what counts
	return err
}
