package passwordless

import (
	"errors"
	"sync"
	"testing"

	"authd/internal/authd"
)

// race runs deed n times at once and counts how often each error came.
func race(t *testing.T, n int, deed func(i int) error) map[error]int {
	t.Helper()
	errs := make([]error, n)
	var ready, group sync.WaitGroup
	ready.Add(n)
	for i := range n {
		group.Go(func() {
			ready.Done()
			ready.Wait()
			errs[i] = deed(i)
		})
	}
	group.Wait()
	counts := map[error]int{}
	for _, err := range errs {
		switch {
		case err == nil:
			counts[nil]++
		case errors.Is(err, ErrExhausted):
			counts[ErrExhausted]++
		case errors.Is(err, ErrWrong):
			counts[ErrWrong]++
		default:
			t.Fatal(err)
		}
	}
	return counts
}

// PL-10, RC-02: a hundred right codes at once make one login.
func TestPL10_OneLoginACode(t *testing.T) {
	b := newBench(t)
	mail := b.ask(t, ada)
	counts := race(t, 100, func(i int) error {
		if i%2 == 0 {
			_, _, err := b.RedeemLink(t.Context(), tokenOf(t, mail), now)
			return err
		}
		_, _, err := b.Redeem(t.Context(), answer(ada, mail.Code), now)
		return err
	})
	if counts[nil] != 1 {
		t.Errorf("%d logins: %v", counts[nil], counts)
	}
}

// RC-02: of 200 wrong guesses at once three are judged.
func TestRC02_WrongGuessesAtOnce(t *testing.T) {
	b := newBench(t)
	code := b.ask(t, ada).Code
	counts := race(t, 200, func(int) error {
		return b.Verify(t.Context(), answer(ada, wrong(code)), now)
	})
	if counts[ErrWrong] != 3 || counts[ErrExhausted] != 197 {
		t.Errorf("got %v", counts)
	}
}

// RC-07: one address signs up at once in two spellings and at several pages;
// one user comes out.
func TestRC07_OneUserAnAddress(t *testing.T) {
	b := newBench(t)
	const pages = 20
	ids, codes := make([]string, pages), make([]string, pages)
	for i := range pages {
		slot := PageSlot(string(rune('a' + i)))
		codes[i] = b.askAs(t, Start{Slot: slot, ClientID: "spa", Connection: "email", Address: ada}).Code
	}
	race(t, pages, func(i int) error {
		in := answer([]string{ada, "ADA@Example.com"}[i%2], codes[i])
		in.Slot = PageSlot(string(rune('a' + i)))
		var user authd.User
		var err error
		user, _, err = b.Redeem(t.Context(), in, now)
		ids[i] = user.ID
		return err
	})
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Fatalf("the users are %v", ids)
		}
	}
}
