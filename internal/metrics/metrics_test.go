package metrics

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"authd/internal/authd"
	"authd/internal/keys"
	"authd/internal/passwordless"
	"authd/internal/store"
	"authd/internal/tokens"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// fakeStore answers as it is told.
type fakeStore struct {
	backlog authd.Backlog
	fails   error
}

func (f *fakeStore) Counts() store.Counts { return store.Counts{Reads: 7, Writes: 3} }

func (f *fakeStore) Pools() []store.Pool {
	return []store.Pool{{Name: "writer", InUse: 1, Idle: 2, Waited: 1500 * time.Millisecond}}
}

func (f *fakeStore) Backlog(context.Context, time.Time) (authd.Backlog, error) {
	return f.backlog, f.fails
}

func newMetrics(from *fakeStore) *Metrics {
	ring := []keys.Info{
		{Alg: "RS256", State: keys.Current, PublishedAt: noon.Add(-3 * time.Hour), SignsSince: noon.Add(-2 * time.Hour)},
		{Alg: "RS256", State: keys.Next, PublishedAt: noon.Add(-time.Hour)},
		{Alg: "RS256", State: keys.Previous, RetiredAt: noon.Add(-2 * time.Hour)},
		{Alg: "RS256", State: keys.Previous, RetiredAt: noon.Add(-90 * time.Hour)},
	}
	return New(Sources{Store: from, Keys: func() []keys.Info { return ring }, Now: func() time.Time { return noon }})
}

// read is all that authd itself counts, without comments.
func read(t *testing.T, m *Metrics) []string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	var lines []string
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, "authd_") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	if w.Code != http.StatusOK || len(lines) == 0 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return lines
}

func has(t *testing.T, m *Metrics, want ...string) {
	t.Helper()
	lines := read(t, m)
	for _, line := range want {
		if !slices.Contains(lines, line) {
			t.Errorf("no %s in:\n%s", line, strings.Join(lines, "\n"))
		}
	}
}

func TestWhatIsToldIsCounted(t *testing.T) {
	m := newMetrics(&fakeStore{})
	m.Request(Request{Route: "/u/login", Method: "POST", Status: 303, Took: 3 * time.Millisecond})
	m.Request(Request{Method: "BREW", Status: 404})
	m.Statement(store.Write, 20*time.Millisecond)
	m.Event(authd.Event{Type: authd.EventRefreshReused})
	m.Passwordless(passwordless.StepWrong, "email")
	m.SMS(passwordless.SMSUsed, "DE")
	m.Implicit("spa", noon)
	m.ReloadTried(errors.New("x"))
	has(t, m,
		`authd_requests_total{code="303",method="POST",route="/u/login"} 1`,
		`authd_requests_total{code="404",method="other",route="none"} 1`,
		`authd_request_duration_seconds_bucket{route="/u/login",le="0.0025"} 0`,
		`authd_request_duration_seconds_bucket{route="/u/login",le="0.005"} 1`,
		`authd_store_statement_duration_seconds_bucket{kind="write",le="0.025"} 1`,
		`authd_audit_events_total{type="refresh_token_reused"} 1`,
		`authd_audit_events_total{type="login"} 0`,
		`authd_passwordless_total{step="wrong",strategy="email"} 1`,
		`authd_sms_codes_total{country="DE",step="used"} 1`,
		`authd_implicit_total{client="spa"} 1`,
		`authd_config_last_reload_successful 0`,
	)
	m.ReloadTried(nil)
	has(t, m, `authd_config_last_reload_successful 1`)
}

// Settings are counted without the client or API in them, or their number would be
// that of clients times settings.
func TestTokensAreCountedByTheDecidingSetting(t *testing.T) {
	m := newMetrics(&fakeStore{})
	by := func(path string) tokens.Choice[time.Duration] {
		return tokens.Choice[time.Duration]{By: authd.Setting{Path: path}}
	}
	for range 2 {
		for _, api := range []string{"https://a.example/", "https://b.example/[x]"} {
			m.Tokens(tokens.Plan{
				Access:  &tokens.AccessToken{Lifetime: by("apis[" + api + "].token_lifetime_for_web"), Format: tokens.Choice[tokens.Format]{Value: tokens.JWT}},
				ID:      &tokens.IDToken{Lifetime: by("clients[spa].jwt_configuration.lifetime_in_seconds")},
				Refresh: &tokens.RefreshToken{},
			})
		}
	}
	m.Tokens(tokens.Plan{
		Channel: tokens.Back,
		Access:  &tokens.AccessToken{Lifetime: by("clients[spa].token_lifetimes[userinfo].token_lifetime"), Format: tokens.Choice[tokens.Format]{Value: tokens.Opaque}},
		Refresh: &tokens.RefreshToken{Lifetime: by("clients[spa].refresh_token.token_lifetime")},
	})
	want := []string{
		`authd_tokens_issued_total{channel="back",kind="access_opaque",setting="clients[].token_lifetimes[].token_lifetime"} 1`,
		`authd_tokens_issued_total{channel="back",kind="refresh",setting="clients[].refresh_token.token_lifetime"} 1`,
		`authd_tokens_issued_total{channel="front",kind="access_jwt",setting="apis[].token_lifetime_for_web"} 4`,
		`authd_tokens_issued_total{channel="front",kind="id",setting="clients[].jwt_configuration.lifetime_in_seconds"} 4`,
	}
	var got []string
	for _, line := range read(t, m) {
		if strings.HasPrefix(line, "authd_tokens_issued_total") {
			got = append(got, line)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhatIsLookedAt(t *testing.T) {
	from := &fakeStore{backlog: authd.Backlog{Waiting: 2, Oldest: noon.Add(-90 * time.Second)}}
	m := newMetrics(from)
	has(t, m,
		`authd_store_statements_total{kind="read"} 7`, `authd_store_statements_total{kind="write"} 3`,
		`authd_store_connections_in_use{pool="writer"} 1`, `authd_store_connections_idle{pool="writer"} 2`,
		`authd_store_connection_wait_seconds_total{pool="writer"} 1.5`,
		`authd_outbox_messages 2`, `authd_outbox_oldest_age_seconds 90`, `authd_store_up 1`,
		`authd_signing_key_since_timestamp_seconds{alg="RS256",state="current"} 1.7723592e+09`,
		`authd_signing_key_since_timestamp_seconds{alg="RS256",state="next"} 1.7723628e+09`,
		`authd_signing_key_since_timestamp_seconds{alg="RS256",state="previous"} 1.7723592e+09`,
	)
	from.backlog = authd.Backlog{}
	has(t, m, `authd_outbox_messages 0`, `authd_outbox_oldest_age_seconds 0`)
	from.fails = errors.New("no database")
	has(t, m, `authd_store_up 0`, `authd_store_statements_total{kind="read"} 7`)
	if lines := strings.Join(read(t, m), "\n"); strings.Contains(lines, "outbox") {
		t.Errorf("what cannot be known is told: %s", lines)
	}
}

// names are the metrics of authd itself, as they are registered.
func names(m *Metrics) map[string]string {
	descriptions := make(chan *prometheus.Desc)
	go func() { m.registry.Describe(descriptions); close(descriptions) }()
	found := map[string]string{}
	for d := range descriptions {
		if match := described.FindStringSubmatch(d.String()); match != nil {
			found[match[1]] = match[2]
		}
	}
	return found
}

var (
	described = regexp.MustCompile(`fqName: "(authd_\w+)".*variableLabels: \{([^}]*)\}`)
	tableRow  = regexp.MustCompile("(?m)^\\| `(authd_\\w+)(?:\\{([^}]*)\\})?` \\|")
)

// Each metric stands in docs/operations.md with its labels, and nothing else does.
func TestTheTableOfMetrics(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]string{}
	for _, row := range tableRow.FindAllSubmatch(text, -1) {
		table[string(row[1])] = string(row[2])
	}
	registered := names(newMetrics(&fakeStore{}))
	if len(registered) < 10 || !maps.Equal(table, registered) {
		t.Errorf("the table says\n%v\nregistered is\n%v", table, registered)
	}
}

// What is on the way of every request allocates nothing once its labels are known.
func TestCountingTokensAllocatesNothing(t *testing.T) {
	m := newMetrics(&fakeStore{})
	plan := tokens.Plan{Access: &tokens.AccessToken{Lifetime: tokens.Choice[time.Duration]{By: authd.Setting{Path: "apis[x].token_lifetime"}}}}
	m.Tokens(plan)
	if n := testing.AllocsPerRun(100, func() { m.Tokens(plan) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
