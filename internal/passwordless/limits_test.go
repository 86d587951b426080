package passwordless

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// defaultWrong is limits.code.wrong_per_address as configured by default.
var defaultWrong = []authd.Rate{{N: 10, Per: time.Hour}, {N: 100, Per: 24 * time.Hour}}

// refusedWith reports whether err is a 429 of code that says when to come back.
func refusedWith(err error, code string) bool {
	var e *oauth.Error
	return errors.As(err, &e) && e.Code == code && e.HTTPStatus() == 429 && e.RetryAfter > 0
}

// PL-02: new codes, other IPs, connections, clients and instances between the
// guesses: no more than 10 an hour and 100 a day are judged.
func TestPL02_WrongGuessesPerAddress(t *testing.T) {
	b := newBench(t)
	b.Limits.WrongCodePerAddress = defaultWrong
	second := *b.Service
	instances := []*Service{b.Service, &second}
	connections := []string{"email", "second", "cased"}
	var judged []time.Time
	for i := range 150 {
		at := now.Add(time.Duration(i) * 10 * time.Minute)
		for try := range 3 {
			in := Answer{
				Slot: PageSlot(fmt.Sprint(i)), Connection: connections[i%3], Address: ada,
				Code: "x", IP: netip.AddrFrom4([4]byte{10, byte(i), byte(try), 1}),
			}
			if try == 0 {
				start := Start{Slot: in.Slot, ClientID: "spa", Connection: in.Connection, Address: "ADA@example.com"}
				want(t, b.Start(t.Context(), start, at), nil)
			}
			err := instances[(i+try)%2].Verify(t.Context(), in, at)
			switch {
			case errors.Is(err, ErrWrong):
				judged = append(judged, at)
			case !refusedWith(err, oauth.TooManyAttempts):
				t.Fatalf("got %v", err)
			}
		}
	}
	for _, rate := range defaultWrong {
		for i := rate.N; i < len(judged); i++ {
			if span := judged[i].Sub(judged[i-rate.N]); span < rate.Per {
				t.Fatalf("%d guesses were judged in %s", rate.N+1, span)
			}
		}
	}
	if len(judged) < 90 {
		t.Errorf("only %d guesses were judged: the test tries too little", len(judged))
	}
}

// PL-03: the limit comes before the comparison: a locked address refuses the
// right code too, here and at redeeming.
func TestPL03_TheRightCodeIsRefusedWhileLocked(t *testing.T) {
	b := newBench(t)
	b.Limits.WrongCodePerAddress = []authd.Rate{{N: 2, Per: time.Hour}}
	code := b.ask(t, ada).Code
	for range 2 {
		want(t, b.Verify(t.Context(), answer(ada, wrong(code)), now), ErrWrong)
	}
	if err := b.Verify(t.Context(), answer(ada, code), now); !refusedWith(err, oauth.TooManyAttempts) {
		t.Errorf("verify: %v", err)
	}
	if _, _, err := b.Redeem(t.Context(), answer(ada, code), now); !refusedWith(err, oauth.TooManyAttempts) {
		t.Errorf("redeem: %v", err)
	}
}

func TestRightCodesCostNoGuesses(t *testing.T) {
	b := newBench(t)
	b.Limits.WrongCodePerAddress = []authd.Rate{{N: 1, Per: time.Hour}}
	b.Limits.WrongCodePerIP = []authd.Rate{{N: 1, Per: time.Hour}}
	code := b.ask(t, ada).Code
	for range 5 {
		want(t, b.Verify(t.Context(), answer(ada, code), now), nil)
	}
	want(t, b.Verify(t.Context(), answer(ada, wrong(code)), now), ErrWrong)
	if err := b.Verify(t.Context(), answer(ada, code), now); !refusedWith(err, oauth.TooManyAttempts) {
		t.Errorf("got %v", err)
	}
}

// PL-04: one IP guesses once at each of 10,000 addresses, and one IPv6 network
// at 300.
func TestPL04_WrongGuessesPerIP(t *testing.T) {
	for name, row := range map[string]struct {
		guesses int
		ip      func(int) netip.Addr
	}{
		"IPv4": {10_000, func(int) netip.Addr { return ip }},
		"one network of IPv6": {300, func(i int) netip.Addr {
			return netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 14: byte(i >> 8), 15: byte(i)})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.Limits.WrongCodePerIP = []authd.Rate{{N: 100, Per: 24 * time.Hour}}
			judged := 0
			for i := range row.guesses {
				in := answer(fmt.Sprintf("user%d@example.com", i), "123456")
				in.IP = row.ip(i)
				err := b.Verify(t.Context(), in, now)
				if errors.Is(err, ErrWrong) {
					judged++
				} else if !refusedWith(err, oauth.TooManyAttempts) {
					t.Fatalf("got %v", err)
				}
			}
			if judged != 100 {
				t.Errorf("%d guesses were judged, want 100", judged)
			}
		})
	}
}

// PL-04: one IP asks for mails to 1,000 addresses within an hour.
func TestPL04_StartsPerIP(t *testing.T) {
	b := newBench(t)
	b.Limits.StartPerIP = []authd.Rate{{N: 50, Per: time.Hour}}
	for i := range 1000 {
		in := Start{ClientID: "spa", Connection: "email", Address: fmt.Sprintf("user%d@example.com", i), IP: ip}
		if err := b.Start(t.Context(), in, now.Add(time.Duration(i)*3*time.Second)); err != nil && !refusedWith(err, oauth.TooManyRequests) {
			t.Fatalf("got %v", err)
		}
	}
	if n := len(b.mails.said); n != 50 {
		t.Errorf("%d mails, want 50", n)
	}
}

// PL-05: all spellings of an address share its guesses and its mails.
func TestPL05_SpellingsShareTheLimits(t *testing.T) {
	spellings := []string{"foo@x.example", "Foo@X.example", " FOO@X.EXAMPLE ", "ｆｏｏ＠x.example", "foo@x。example"}
	for _, connection := range []string{"email", "cased"} {
		t.Run(connection, func(t *testing.T) {
			b := newBench(t)
			b.Limits.WrongCodePerAddress = []authd.Rate{{N: 1, Per: time.Hour}}
			b.Limits.StartPerAddress = b.Limits.WrongCodePerAddress
			for i, spelling := range spellings {
				guess := b.Verify(t.Context(), Answer{Connection: connection, Address: spelling, Code: "1"}, now)
				start := b.Start(t.Context(), Start{ClientID: "spa", Connection: connection, Address: spelling}, now)
				if i == 0 {
					want(t, guess, ErrWrong)
					want(t, start, nil)
				} else if !refusedWith(guess, oauth.TooManyAttempts) || !refusedWith(start, oauth.TooManyRequests) {
					t.Errorf("%q: %v, %v", spelling, guess, start)
				}
			}
		})
	}
}

// PL-22: resending is limited by address and by IP, and a refused start neither
// mails nor replaces the code that was sent.
func TestPL22_Resending(t *testing.T) {
	rows := []struct {
		name   string
		limits authd.Limits
		rule   string
	}{
		{"by address", authd.Limits{StartPerAddress: []authd.Rate{{N: 1, Per: 30 * time.Second}, {N: 5, Per: time.Hour}}}, "limits.passwordless_start.per_address allows 1 in 30s"},
		{"by IP", authd.Limits{StartPerIP: []authd.Rate{{N: 1, Per: time.Hour}}}, "limits.passwordless_start.per_ip allows 1 in 1h0m0s"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := newBench(t)
			row.limits.CodeTries = 3
			b.Limits = row.limits
			code := b.ask(t, ada).Code
			err := b.Start(t.Context(), Start{ClientID: "spa", Connection: "email", Address: ada, IP: ip}, now.Add(time.Second))
			var refused *oauth.Error
			if !refusedWith(err, oauth.TooManyRequests) || !errors.As(err, &refused) {
				t.Fatalf("got %v", err)
			}
			wanted := fmt.Sprintf("Too many requests: %s. Try again in %s.", row.rule, time.Duration(refused.RetryAfter)*time.Second)
			if refused.Description != wanted {
				t.Errorf("it says %q, want %q", refused.Description, wanted)
			}
			if len(b.mails.said) != 1 {
				t.Error("a mail was composed")
			}
			want(t, b.Verify(t.Context(), answer(ada, code), now), nil)
		})
	}
}

// PL-20: limits on starting are the same for known, unknown and unwelcome
// addresses.
func TestPL20_LimitsDoNotTellWhoExists(t *testing.T) {
	b := newBench(t)
	b.Limits.StartPerAddress = []authd.Rate{{N: 2, Per: time.Hour}}
	known := authd.User{ID: "email|1", Connection: "closed", Identifier: ada, CreatedAt: now, UpdatedAt: now}
	if _, err := b.db.FindOrCreateUser(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, address := range []string{ada, "eve@example.com"} {
		in := Start{ClientID: "spa", Connection: "closed", Address: address}
		want(t, b.Start(t.Context(), in, now), nil)
		want(t, b.Start(t.Context(), in, now), nil)
		said[b.Start(t.Context(), in, now).Error()] = true
	}
	if len(said) != 1 {
		t.Errorf("the answers differ: %v", said)
	}
}

// A known browser has logged in with these addresses before, under an id.
type known map[string]string

func (k known) Device(canonical string) string { return k[canonical] }

// PL-23: strangers use up an address's guesses and mails; the browser its owner
// has logged in on before has its own, as many and no more, and another browser
// has none.
func TestPL23_AKnownBrowserHasItsOwnLimits(t *testing.T) {
	b := newBench(t)
	b.Limits.StartPerAddress = []authd.Rate{{N: 3, Per: time.Hour}}
	b.Limits.WrongCodePerAddress = []authd.Rate{{N: 2, Per: time.Hour}}
	owner := known{ada: "owners"}
	start := func(browser Browser) error {
		return b.Start(t.Context(), Start{ClientID: "spa", Connection: "email", Address: ada, IP: ip, Browser: browser}, now)
	}
	guess := func(browser Browser, code string) error {
		in := answer(ada, code)
		in.Browser = browser
		return b.Verify(t.Context(), in, now)
	}
	for range 3 {
		want(t, start(nil), nil)
	}
	for range 2 {
		want(t, guess(nil, "x"), ErrWrong)
	}
	for name, stranger := range map[string]Browser{"no cookie": nil, "a fresh browser": known{}, "known for another address": known{"eve@example.com": "eves"}} {
		if err := start(stranger); !refusedWith(err, oauth.TooManyRequests) {
			t.Errorf("%s: start %v", name, err)
		}
		if err := guess(stranger, b.mails.last().Code); !refusedWith(err, oauth.TooManyAttempts) {
			t.Errorf("%s: guess %v", name, err)
		}
	}
	for range 3 {
		want(t, start(owner), nil)
	}
	want(t, guess(owner, "x"), ErrWrong)
	want(t, guess(owner, b.mails.last().Code), nil)

	// It locks itself and no other one.
	want(t, guess(owner, "x"), ErrWrong)
	if err := guess(owner, b.mails.last().Code); !refusedWith(err, oauth.TooManyAttempts) {
		t.Errorf("over its own limit: guess %v", err)
	}
	if err := start(owner); !refusedWith(err, oauth.TooManyRequests) {
		t.Errorf("over its own limit: start %v", err)
	}
	want(t, guess(known{ada: "owners other one"}, b.mails.last().Code), nil)
}

// PL-23: who has used a device's slots for one address has not used those for
// another, though the cookie has one id for both.
func TestPL23_ADevicesSlotsAreOfOneAddress(t *testing.T) {
	b := newBench(t)
	b.Limits.WrongCodePerAddress = []authd.Rate{{N: 1, Per: time.Hour}}
	browser := known{ada: "same", "eve@example.com": "same"}
	for _, address := range []string{"eve@example.com", ada} {
		in := answer(address, "x")
		in.Browser = browser
		want(t, b.Verify(t.Context(), in, now), ErrWrong)
	}
}

// PL-23, PL-02: who held an address for a while and collected devices cannot guess
// at all of them: together they have ten times the rates. The limit on an IP holds
// for them too.
func TestPL23_CollectedDevices(t *testing.T) {
	for name, limits := range map[string]authd.Limits{
		"together": {WrongCodePerAddress: []authd.Rate{{N: 2, Per: time.Hour}}},
		"per IP":   {WrongCodePerAddress: []authd.Rate{{N: 20, Per: time.Hour}}, WrongCodePerIP: []authd.Rate{{N: 20, Per: time.Hour}}},
	} {
		b := newBench(t)
		b.Limits, limits.CodeTries = limits, 3
		judged := 0
		for i := range 100 {
			in := answer(ada, "x")
			in.IP, in.Browser = ip, known{ada: fmt.Sprint("device ", i)}
			err := b.Verify(t.Context(), in, now)
			if errors.Is(err, ErrWrong) {
				judged++
			} else if !refusedWith(err, oauth.TooManyAttempts) {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if judged != 20 {
			t.Errorf("%s: %d guesses were judged, want 20", name, judged)
		}
	}
}
