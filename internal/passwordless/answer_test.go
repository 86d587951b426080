package passwordless

import (
	"errors"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

func TestACodeIsVerifiedThenRedeemed(t *testing.T) {
	b := newBench(t)
	code := b.ask(t, "Ada@Example.com").Code
	want(t, b.Verify(t.Context(), answer(ada, code), now), nil)
	want(t, b.Verify(t.Context(), answer(" ADA@example.com", code), now), nil)
	user, c, err := b.Redeem(t.Context(), answer(ada, code), now)
	if err != nil {
		t.Fatal(err)
	}
	if user.Email != ada || !user.EmailVerified || user.Nickname != "ada" || user.Connection != "email" || c.ClientID != "spa" {
		t.Errorf("got %+v by %+v", user, c)
	}
	if id, found := strings.CutPrefix(user.ID, "email|"); !found || len(id) != 24 {
		t.Errorf("the id is %s", user.ID)
	}
	_, _, err = b.Redeem(t.Context(), answer(ada, code), now)
	want(t, err, ErrWrong)
	if steps := strings.Join(b.mails.steps, ", "); steps != "started email, right email, right email, right email, unknown email" {
		t.Errorf("counted: %s", steps)
	}
}

// PL-01: after three wrong tries the right code is refused as well.
func TestPL01_ThreeWrongTries(t *testing.T) {
	b := newBench(t)
	code := b.ask(t, ada).Code
	for range 3 {
		want(t, b.Verify(t.Context(), answer(ada, wrong(code)), now), ErrWrong)
	}
	want(t, b.Verify(t.Context(), answer(ada, code), now), ErrExhausted)
	_, _, err := b.Redeem(t.Context(), answer(ada, code), now)
	want(t, err, ErrExhausted)
}

// PL-01: tries at verify and at verify_redirect are the same tries.
func TestPL01_TriesAreCountedTogether(t *testing.T) {
	b := newBench(t)
	code := b.ask(t, ada).Code
	want(t, b.Verify(t.Context(), answer(ada, wrong(code)), now), ErrWrong)
	for range 2 {
		_, _, err := b.Redeem(t.Context(), answer(ada, wrong(code)), now)
		want(t, err, ErrWrong)
	}
	want(t, b.Verify(t.Context(), answer(ada, code), now), ErrExhausted)
}

// PL-06: only the newest code is good, and a new one does not make it live longer.
// PL-35: a code dies at its time, whether or not it was swept.
func TestPL06_LifetimeOfACode(t *testing.T) {
	b := newBench(t)
	first := b.ask(t, ada).Code
	second := b.ask(t, ada).Code
	for second == first {
		second = b.ask(t, ada).Code
	}
	want(t, b.Verify(t.Context(), answer(ada, first), now), ErrWrong)
	lifetime := 10 * time.Minute
	want(t, b.Verify(t.Context(), answer(ada, second), now.Add(lifetime-time.Millisecond)), nil)
	want(t, b.Verify(t.Context(), answer(ada, second), now.Add(lifetime)), ErrExpired)
	_, _, err := b.Redeem(t.Context(), answer(ada, second), now.Add(601*time.Second))
	want(t, err, ErrExpired)
}

// PL-08: a page's code is worth nothing at the API or at another page, and the
// reverse.
func TestPL08_CodesStayInTheirSlot(t *testing.T) {
	b := newBench(t)
	api := b.ask(t, ada).Code
	page := b.askAs(t, Start{Slot: PageSlot("one"), ClientID: "spa", Connection: "email", Address: ada}).Code
	other := b.askAs(t, Start{Slot: PageSlot("two"), ClientID: "spa", Connection: "email", Address: ada}).Code
	rows := []struct{ name, slot, code string }{
		{"page's at the API", "", page},
		{"API's at a page", PageSlot("one"), api},
		{"one page's at another", PageSlot("two"), page},
		{"the reverse", PageSlot("one"), other},
		{"at a page nobody began", PageSlot("three"), page},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			in := answer(ada, row.code)
			in.Slot = row.slot
			_, _, err := b.Redeem(t.Context(), in, now)
			want(t, err, ErrWrong)
		})
	}
	in := answer(ada, page)
	in.Slot = PageSlot("one")
	_, _, err := b.Redeem(t.Context(), in, now)
	want(t, err, nil)
}

// PL-09: a code is bound to client, connection and address.
func TestPL09_CodesStayWithWhatTheyWereSentFor(t *testing.T) {
	rows := []struct {
		name   string
		change func(*Answer)
	}{
		{"another client", func(in *Answer) { in.ClientID = "other" }},
		{"a client that does not exist", func(in *Answer) { in.ClientID = "none" }},
		{"another connection", func(in *Answer) { in.Connection = "second" }},
		{"another address", func(in *Answer) { in.Address = "eve@example.com" }},
		{"another connection in the same page", func(in *Answer) { in.Slot, in.Connection = PageSlot("x"), "second" }},
		{"another address in the same page", func(in *Answer) { in.Slot, in.Address = PageSlot("x"), "eve@example.com" }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := newBench(t)
			in := answer(ada, "")
			row.change(&in)
			in.Code = b.askAs(t, Start{Slot: in.Slot, ClientID: "spa", Connection: "email", Address: ada}).Code
			want(t, b.Verify(t.Context(), in, now), ErrWrong)
			_, _, err := b.Redeem(t.Context(), in, now)
			want(t, err, ErrWrong)
		})
	}
}

func TestAnAnswerWithoutAClientIsJudgedByAddress(t *testing.T) {
	b := newBench(t)
	in := answer(ada, b.ask(t, ada).Code)
	in.ClientID = ""
	want(t, b.Verify(t.Context(), in, now), nil)
}

// PL-31: wrong, expired, used up and never sent cost the same statements.
func TestPL31_EqualWorkForEveryRefusal(t *testing.T) {
	rows := []struct {
		name    string
		prepare func(t *testing.T, b *bench) (Answer, time.Time)
		want    error
	}{
		{"wrong", func(t *testing.T, b *bench) (Answer, time.Time) {
			return answer(ada, wrong(b.ask(t, ada).Code)), now
		}, ErrWrong},
		{"malformed", func(t *testing.T, b *bench) (Answer, time.Time) {
			b.ask(t, ada)
			return answer(ada, "abc"), now
		}, ErrWrong},
		{"expired", func(t *testing.T, b *bench) (Answer, time.Time) {
			return answer(ada, b.ask(t, ada).Code), now.Add(time.Hour)
		}, ErrExpired},
		{"exhausted", func(t *testing.T, b *bench) (Answer, time.Time) {
			code := b.ask(t, ada).Code
			for range 3 {
				want(t, b.Verify(t.Context(), answer(ada, wrong(code)), now), ErrWrong)
			}
			return answer(ada, code), now
		}, ErrExhausted},
		{"never sent", func(*testing.T, *bench) (Answer, time.Time) { return answer(ada, "123456"), now }, ErrWrong},
	}
	work := map[store.Counts]bool{}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := newBench(t)
			b.Limits.WrongCodePerAddress = []authd.Rate{{N: 10, Per: time.Hour}}
			in, at := row.prepare(t, b)
			before := b.db.Counts()
			want(t, b.Verify(t.Context(), in, at), row.want)
			after := b.db.Counts()
			work[store.Counts{Reads: after.Reads - before.Reads, Writes: after.Writes - before.Writes}] = true
		})
	}
	if len(work) != 1 {
		t.Errorf("the statements differ: %v", work)
	}
}

// PL-34: a connection or client taken away stops what was sent through it.
func TestPL34_SettingsTakenAwayMidFlow(t *testing.T) {
	rows := []struct {
		name   string
		remove func(*bench)
	}{
		{"the connection", func(b *bench) { delete(b.Directory.Connections, "email") }},
		{"the connection, from the client", func(b *bench) {
			b.Directory.Clients["spa"] = authd.Client{ID: "spa", Connections: []string{"second"}}
		}},
		{"the client", func(b *bench) { delete(b.Directory.Clients, "spa") }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := newBench(t)
			mail := b.ask(t, ada)
			row.remove(b)
			if err := b.Verify(t.Context(), answer(ada, mail.Code), now); err == nil {
				t.Error("the code was accepted")
			}
			if _, err := b.OpenLink(t.Context(), tokenOf(t, mail), now); !errors.Is(err, ErrWrong) {
				t.Errorf("the link was opened: %v", err)
			}
			if _, _, err := b.RedeemLink(t.Context(), tokenOf(t, mail), now); !errors.Is(err, ErrWrong) {
				t.Errorf("the link was accepted: %v", err)
			}
			if _, _, err := b.Redeem(t.Context(), answer(ada, mail.Code), now); err == nil {
				t.Error("the code was redeemed")
			}
		})
	}
}
