package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/store"
	"authd/internal/store/storetest"
)

var engines = map[string]func(*testing.T) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres}

// visitor is where the deeds of these tests come from.
var visitor = authd.Origin{Actor: authd.ActorPublic, IP: netip.MustParseAddr("192.0.2.7"), RequestID: "r-1"}

// An audited deed, and what the audit log says after it.
type audited struct {
	before func(ctx context.Context, db *store.DB) error // may be nil
	deed   func(ctx context.Context, db *store.DB) error
	want   []string // type, user, client, connection and detail, with a space between
}

var (
	ann     = authd.User{ID: "email|ann", Connection: "email", Identifier: "ann@example.test", Email: "ann@example.test", CreatedAt: noon, UpdatedAt: noon}
	blocked = func() authd.User { u := ann; u.Blocked, u.UpdatedAt = true, noon.Add(time.Second); return u }()
	session = authd.Session{
		Hash: []byte("cookie"), SID: "sid", User: ann, Connection: "email", ClientID: "spa",
		AuthTime: noon, SeenAt: noon, ExpiresAt: noon.Add(time.Hour), IdleLifetime: time.Hour,
	}
	asked = authd.Challenge{
		Slot: "slot", ID: "id", ClientID: "spa", Connection: "email", Address: ann.Identifier,
		CodeHash: []byte("code"), LinkHash: []byte("link"), MaxTries: 1, CreatedAt: noon, ExpiresAt: noon.Add(time.Minute),
	}
)

func signUp(ctx context.Context, db *store.DB) error {
	_, err := db.FindOrCreateUser(ctx, ann)
	return err
}

func logIn(ctx context.Context, db *store.DB) error {
	if err := signUp(ctx, db); err != nil {
		return err
	}
	if _, err := db.PutSession(ctx, session, nil); err != nil {
		return err
	}
	return db.PutSessionClient(ctx, session.Hash, "spa")
}

func ask(ctx context.Context, db *store.DB) error {
	return errors.Join(signUp(ctx, db), db.PutChallenge(ctx, asked, nil))
}

func try(code string, at time.Time) func(context.Context, *store.DB) error {
	return func(ctx context.Context, db *store.DB) error {
		_, _, err := db.TryChallenge(ctx, "slot", []byte(code), at)
		return err
	}
}

func both(a, b func(context.Context, *store.DB) error) func(context.Context, *store.DB) error {
	return func(ctx context.Context, db *store.DB) error { return errors.Join(a(ctx, db), b(ctx, db)) }
}

var deeds = map[string]audited{
	"sign-up": {nil, signUp, []string{"signup email|ann  email "}},
	"login": {signUp, func(ctx context.Context, db *store.DB) error {
		_, err := db.PutSession(ctx, session, nil)
		return err
	}, []string{"login email|ann spa email "}},
	"a wrong code":   {ask, try("other", noon), []string{"login_failed email|ann spa email wrong"}},
	"one too many":   {both(ask, try("other", noon)), try("other", noon), []string{"login_failed email|ann spa email exhausted"}},
	"an expired one": {ask, try("code", asked.ExpiresAt), []string{"login_failed email|ann spa email expired"}},
	"a wrong code that is taken": {ask, func(ctx context.Context, db *store.DB) error {
		_, _, err := db.TakeChallenge(ctx, "slot", []byte("other"), noon)
		return err
	}, []string{"login_failed email|ann spa email wrong"}},
	"a wrong link": {ask, func(ctx context.Context, db *store.DB) error {
		_, _, err := db.TakeChallengeByLink(ctx, "slot", []byte("other"), noon)
		return err
	}, []string{"login_failed email|ann spa email wrong"}},
	"a code nobody asked for": {nil, try("code", noon), []string{"login_failed    unknown"}},
	"logout": {logIn, func(ctx context.Context, db *store.DB) error {
		_, err := db.EndSession(ctx, session.Hash, noon)
		return err
	}, []string{"logout email|ann  email "}},
	"logout everywhere": {logIn, func(ctx context.Context, db *store.DB) error {
		_, err := db.EndSessionsOf(ctx, ann.ID, noon)
		return err
	}, []string{"logout email|ann  email everywhere"}},
	"consent": {signUp, func(ctx context.Context, db *store.DB) error {
		return db.PutConsent(ctx, authd.Consent{UserID: ann.ID, ClientID: "spa", Scope: oauth.Scope{"openid", "email"}, GivenAt: noon})
	}, []string{"consent_given email|ann spa  openid email"}},
	"revocation": {nil, func(ctx context.Context, db *store.DB) error {
		a := authd.Authorization{ID: "a", UserID: ann.ID, ClientID: "spa", Connection: "email"}
		return db.RevokeAuthorization(ctx, authd.Revocation{Authorization: a, Why: authd.EventRefreshReused, At: noon, Until: noon.Add(time.Hour)})
	}, []string{"refresh_token_reused email|ann spa email "}},
	"a new person": {nil, func(ctx context.Context, db *store.DB) error { return db.CreateUser(ctx, ann) }, []string{"user_created email|ann  email "}},
	"a change": {signUp, func(ctx context.Context, db *store.DB) error {
		u := ann
		u.Name, u.UpdatedAt = "Ann", noon.Add(time.Second)
		return db.UpdateUser(ctx, ann, u)
	}, []string{"user_changed email|ann  email "}},
	"blocking": {logIn, func(ctx context.Context, db *store.DB) error { return db.UpdateUser(ctx, ann, blocked) },
		[]string{"logout email|ann  email blocked", "user_blocked email|ann  email "}},
	"unblocking": {both(signUp, func(ctx context.Context, db *store.DB) error { return db.UpdateUser(ctx, ann, blocked) }),
		func(ctx context.Context, db *store.DB) error {
			u := ann
			u.UpdatedAt = noon.Add(time.Minute)
			return db.UpdateUser(ctx, blocked, u)
		}, []string{"user_unblocked email|ann  email "}},
	"deleting": {logIn, func(ctx context.Context, db *store.DB) error { return db.DeleteUser(ctx, ann.ID, noon) },
		[]string{"logout email|ann  email deleted", "user_deleted email|ann  email "}},
	"an import": {nil, func(ctx context.Context, db *store.DB) error {
		_, err := db.ImportUsers(ctx, []authd.User{ann}, noon)
		return err
	}, []string{"users_imported    1"}},
	"keys": {nil, func(ctx context.Context, db *store.DB) error {
		return db.SwapKeys(ctx, 0, "ring", authd.Event{Type: authd.EventKeysChanged, At: noon, Detail: "RS256 k is current"})
	}, []string{"keys_changed    RS256 k is current"}},
	"what changes nothing": {nil, func(ctx context.Context, db *store.DB) error {
		return db.Note(ctx, authd.Event{Type: authd.EventConsentRefused, At: noon, UserID: ann.ID, ClientID: "spa"})
	}, []string{"consent_refused email|ann spa  "}},

	// What does not happen, or is no news.
	"a login of who is known": {signUp, func(ctx context.Context, db *store.DB) error {
		again := ann
		again.ID = "email|again"
		_, err := db.FindOrCreateUser(ctx, again)
		return err
	}, nil},
	"a right code": {ask, try("code", noon), nil},
	"a logout of nobody": {nil, func(ctx context.Context, db *store.DB) error {
		_, err := db.EndSession(ctx, []byte("x"), noon)
		return err
	}, nil},
	"a person who is there": {signUp, expecting(authd.ErrTaken, func(ctx context.Context, db *store.DB) error { return db.CreateUser(ctx, ann) }), nil},
	"an outdated change":    {signUp, expecting(authd.ErrConflict, func(ctx context.Context, db *store.DB) error { return db.UpdateUser(ctx, blocked, blocked) }), nil},
	"deleting nobody":       {nil, expecting(authd.ErrNotFound, func(ctx context.Context, db *store.DB) error { return db.DeleteUser(ctx, "x", noon) }), nil},
	"an import of who is there": {signUp, func(ctx context.Context, db *store.DB) error {
		_, err := db.ImportUsers(ctx, []authd.User{ann}, noon)
		return err
	}, nil},
	"keys that others changed":    {nil, expecting(authd.ErrConflict, func(ctx context.Context, db *store.DB) error { return db.SwapKeys(ctx, 7, "ring", authd.Event{}) }), nil},
	"a login of who is not there": {nil, expecting(nil, func(ctx context.Context, db *store.DB) error { _, err := db.PutSession(ctx, session, nil); return err }), nil},
}

// expecting is deed where that must fail; with nil, however it likes.
func expecting(want error, deed func(context.Context, *store.DB) error) func(context.Context, *store.DB) error {
	return func(ctx context.Context, db *store.DB) error {
		if err := deed(ctx, db); err == nil || want != nil && !errors.Is(err, want) {
			return errors.New(fmt.Sprint("got ", err, ", want an error like ", want))
		}
		return nil
	}
}

// AD-07: what happens is in the audit log, once, and where it came from.
func TestAD07_TheAuditLogTellsWhatHappened(t *testing.T) {
	for engine, open := range engines {
		db, ctx := open(t), authd.WithOrigin(t.Context(), visitor)
		for name, row := range deeds {
			t.Run(engine+" "+name, func(t *testing.T) {
				empty(t, db, "events")
				db.Tell = nil
				prepare(t, db, row)
				execute(t, db, "DELETE FROM events")
				var told []authd.Event
				db.Tell = func(e authd.Event) { told = append(told, e) }
				if err := row.deed(ctx, db); err != nil {
					t.Fatal(err)
				}
				events, err := db.Events(ctx, authd.EventQuery{Limit: 100})
				if err != nil || !reflect.DeepEqual(events, told) {
					t.Errorf("kept %v (%v), told %v", events, err, told)
				}
				var got []string
				for _, e := range events {
					got = append(got, strings.Join([]string{string(e.Type), e.UserID, e.ClientID, e.Connection, e.Detail}, " "))
					if e.Origin != visitor || e.At.Before(noon) || e.At.After(noon.Add(time.Hour)) {
						t.Errorf("%+v", e)
					}
				}
				if !slices.Equal(got, row.want) {
					t.Errorf("got %q, want %q", got, row.want)
				}
			})
		}
	}
}

// AD-07: what cannot be written into the audit log does not happen, and nobody is
// told of it.
func TestAD07_NoChangeWithoutItsEvent(t *testing.T) {
	for engine, open := range engines {
		db := open(t)
		for name, row := range deeds {
			if row.want == nil {
				continue
			}
			t.Run(engine+" "+name, func(t *testing.T) {
				empty(t, db, "events")
				db.Tell = nil
				prepare(t, db, row)
				db.Tell = func(e authd.Event) { t.Errorf("told of %v", e) }
				execute(t, db, "ALTER TABLE events RENAME TO hidden")
				before := contents(t, db)
				if err := row.deed(t.Context(), db); err == nil {
					t.Error("it went well")
				}
				if after := contents(t, db); after != before {
					t.Errorf("before:\n%s\nafter:\n%s", before, after)
				}
				execute(t, db, "ALTER TABLE hidden RENAME TO events")
			})
		}
	}
}

func prepare(t *testing.T, db *store.DB, row audited) {
	t.Helper()
	if row.before == nil {
		return
	}
	if err := row.before(t.Context(), db); err != nil {
		t.Fatal(err)
	}
}

// changed are the tables the deeds of these tests change, in an order in which
// they can be emptied.
var changed = []string{"logout_notices", "session_clients", "sessions", "consents", "challenges", "revoked_authorizations", "key_ring", "users"}

func empty(t *testing.T, db *store.DB, more ...string) {
	t.Helper()
	for _, table := range append(more, changed...) {
		execute(t, db, "DELETE FROM "+table)
	}
}

func execute(t *testing.T, db *store.DB, statement string) {
	t.Helper()
	if _, err := db.Writer().ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// contents is all there is in changed.
func contents(t *testing.T, db *store.DB) string {
	t.Helper()
	var all []string
	for _, table := range append([]string{"hidden"}, changed...) {
		all = append(all, contentsOf(t, db, table)...)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func contentsOf(t *testing.T, db *store.DB, table string) []string {
	t.Helper()
	rows, err := db.Writer().QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		if err := rows.Scan(row...); err != nil {
			t.Fatal(err)
		}
		for i := range row {
			row[i] = *row[i].(*any)
		}
		all = append(all, fmt.Sprint(table, row))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// Pages join without a gap, a query takes its part out, and old events go.
func TestEventsAreReadInOrder(t *testing.T) {
	for engine, open := range engines {
		t.Run(engine, func(t *testing.T) {
			db := open(t)
			for i := range 7 {
				e := authd.Event{Type: authd.EventLogin, At: noon.Add(time.Duration(i) * time.Hour), UserID: fmt.Sprint(i % 2)}
				if i == 3 {
					e.Type = authd.EventLogout
				}
				if err := db.Note(t.Context(), e); err != nil {
					t.Fatal(err)
				}
			}
			for name, row := range map[string]struct {
				query authd.EventQuery
				hours []int
			}{
				"all":            {authd.EventQuery{}, []int{0, 1, 2, 3, 4, 5, 6}},
				"since":          {authd.EventQuery{Since: noon.Add(5 * time.Hour)}, []int{5, 6}},
				"just after":     {authd.EventQuery{Since: noon.Add(5*time.Hour + time.Millisecond)}, []int{6}},
				"of a type":      {authd.EventQuery{Type: authd.EventLogout}, []int{3}},
				"about a person": {authd.EventQuery{UserID: "1"}, []int{1, 3, 5}},
			} {
				if got := hoursOf(t, db, row.query); !slices.Equal(got, row.hours) {
					t.Errorf("%s: %v, want %v", name, got, row.hours)
				}
			}
			for _, want := range []int{2, 1, 0} {
				if n, err := db.DeleteEvents(t.Context(), noon.Add(3*time.Hour), 2); err != nil || n != want {
					t.Errorf("deleted %d, want %d: %v", n, want, err)
				}
			}
			if got := hoursOf(t, db, authd.EventQuery{}); !slices.Equal(got, []int{3, 4, 5, 6}) {
				t.Errorf("left are %v", got)
			}
		})
	}
}

// hoursOf reads in pages of two.
func hoursOf(t *testing.T, db *store.DB, q authd.EventQuery) []int {
	t.Helper()
	var hours []int
	for q.Limit = 2; ; {
		events, err := db.Events(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			hours = append(hours, int(e.At.Sub(noon).Hours()))
			q.After = e.ID
		}
		if len(events) < q.Limit {
			return hours
		}
	}
}

// AD-07: the audit log is added to, read, and shortened at its old end; no
// statement of this package changes a row of it.
func TestAD07_TheAuditLogIsAppendOnly(t *testing.T) {
	for name, text := range statements(t) {
		if !strings.Contains(text, "events") {
			continue
		}
		if !slices.Contains([]string{"putEvent", "listEvents", "sweepEvents"}, name) || strings.HasPrefix(text, "UPDATE") || strings.Contains(text, "DO UPDATE") {
			t.Errorf("%s: %s", name, text)
		}
	}
}
