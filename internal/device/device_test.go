package device

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/seal"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const (
	ada = "ada@example.com"
	bob = "bob@example.com"
)

func newKeeper() Keeper {
	key := seal.NewKey()
	return Keeper{Secure: true, Hash: func(p seal.Purpose, text string) []byte { return seal.Hash(key, p, text) }}
}

func request(cookies ...*http.Cookie) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/u/code", nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return r
}

// remember logs address in with the cookies and returns the new one.
func remember(k Keeper, address string, at time.Time, cookies ...*http.Cookie) *http.Cookie {
	w := httptest.NewRecorder()
	k.Remember(w, request(cookies...), address, at)
	return w.Result().Cookies()[0]
}

// SE-01: the cookie is for this host, not for scripts, and travels where the
// session's does.
func TestPL23_CookieAttributes(t *testing.T) {
	for want, k := range map[string]Keeper{
		"__Host-authd_device=; Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax":  {Secure: true},
		"__Host-authd_device=; Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=None": {Secure: true, CrossSite: true},
		"authd_device=; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax":                 {CrossSite: true},
	} {
		k.Hash = newKeeper().Hash
		w := httptest.NewRecorder()
		k.Remember(w, request(), ada, now)
		name, rest, _ := strings.Cut(w.Header().Get("Set-Cookie"), "=")
		_, attributes, _ := strings.Cut(rest, ";")
		if got := name + "=;" + attributes; got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

// PL-23: a browser is known for the addresses that logged in there, for a year
// after the last time, and says nothing about them.
func TestPL23_ABrowserIsKnownAgain(t *testing.T) {
	k := newKeeper()
	c := remember(k, ada, now)
	id := k.Read(request(c), now).Device(ada)
	if len(id) != idLength || strings.Contains(c.Value, "ada") {
		t.Fatalf("the id is %q, the cookie %q", id, c.Value)
	}
	for name, row := range map[string]struct {
		address string
		at      time.Time
		want    string
	}{
		"a year later, nearly": {ada, now.Add(lifetime - 1), id}, "a year later": {ada, now.Add(lifetime), ""},
		"another address": {bob, now, ""}, "another spelling": {"Ada@example.com", now, ""}, "no address": {"", now, ""},
	} {
		if got := k.Read(request(c), row.at).Device(row.address); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
	again := remember(k, ada, now.Add(lifetime-time.Hour), c)
	if got := k.Read(request(again), now.Add(lifetime+time.Hour)).Device(ada); got != id {
		t.Errorf("after another login: %q, want %q", got, id)
	}
	if other := remember(k, ada, now); k.Read(request(other), now).Device(ada) == id {
		t.Error("two browsers have one id")
	}
}

// PL-23: the five addresses that logged in last are known, and a cookie stays
// small.
func TestPL23_FiveAddresses(t *testing.T) {
	k := newKeeper()
	var c []*http.Cookie
	address := func(i int) string { return fmt.Sprintf("user%d@example.com", i) }
	for _, i := range []int{0, 1, 2, 3, 0, 4, 5} { // 0 comes back before 1 is dropped
		c = []*http.Cookie{remember(k, address(i), now, c...)}
	}
	for i, want := range []bool{true, false, true, true, true, true} {
		if got := k.Read(request(c...), now).Device(address(i)) != ""; got != want {
			t.Errorf("address %d is known: %v", i, got)
		}
	}
	if n := len(c[0].Value); n > 400 {
		t.Errorf("the cookie has %d bytes", n)
	}
}

// PL-23: what was not made here for the address says nothing.
func TestPL23_ForgedCookies(t *testing.T) {
	k := newKeeper()
	good := remember(k, ada, now)
	bobs := remember(k, bob, now)
	parts := strings.Split(good.Value, ".")
	bobsParts := strings.Split(bobs.Value, ".")
	for name, value := range map[string]string{
		"of another server":      remember(newKeeper(), ada, now).Value,
		"another id":             bobsParts[0] + "." + parts[1] + "." + parts[2],
		"another tag":            parts[0] + "." + parts[1] + "." + bobsParts[2],
		"a later time":           parts[0] + ".4102444800." + parts[2],
		"no tag":                 parts[0] + "." + parts[1] + "." + strings.Repeat("A", tagLength),
		"an empty tag":           parts[0] + "." + parts[1] + ".",
		"cut":                    good.Value[:len(good.Value)-1],
		"empty":                  "",
		"a part too many":        good.Value + ".x",
		"good behind nonsense":   "x~" + good.Value,
		"more entries than five": strings.Repeat(bobs.Value+"~", 5) + good.Value,
		"long":                   strings.Repeat("A", 1<<20),
	} {
		forged := &http.Cookie{Name: good.Name, Value: value}
		if got := k.Read(request(forged), now).Device(ada); got != "" {
			t.Errorf("%s: %q", name, got)
		}
		if c := remember(k, bob, now, forged); k.Read(request(c), now).Device(bob) == "" || k.Read(request(c), now).Device(ada) != "" {
			t.Errorf("%s: what is remembered on it is %q", name, c.Value)
		}
	}
	if k.Read(request(good, good), now).Device(ada) != "" || k.Read(request(good, bobs), now).Device(ada) != "" {
		t.Error("one of two cookies was believed")
	}
	if k.Read(request(&http.Cookie{Name: "authd_device", Value: good.Value}), now).Device(ada) != "" {
		t.Error("a cookie without the prefix was believed")
	}
	if k.Read(request(good), now).Device(ada) == "" {
		t.Error("the good one was not believed, so this test proves nothing")
	}
}

func FuzzRead(f *testing.F) {
	k := newKeeper()
	own := remember(k, bob, now)
	f.Add(own.Value)
	f.Add(own.Value + "~" + own.Value)
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, value string) {
		r := request()
		r.Header.Set("Cookie", own.Name+"="+value)
		if k.Read(r, now).Device(ada) != "" {
			t.Errorf("%q is taken for ada's", value)
		}
		w := httptest.NewRecorder()
		k.Remember(w, r, ada, now)
		if c := w.Result().Cookies(); len(c) != 1 || len(c[0].Value) > 400 || k.Read(request(c[0]), now).Device(ada) == "" {
			t.Errorf("on %q: %v", value, c)
		}
	})
}
