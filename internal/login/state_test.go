package login

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"authd/internal/pending"
	"authd/internal/seal"
)

// AZ-23: a state opens in the browser the login began in, unaltered and in time;
// everything else is told what is wrong.
func TestAZ23_StatesThatDoNotOpen(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	login := b.begin(request)
	code := b.askedFor(login, "ada@example.com")
	right := "code=" + s.lastMail().Code
	cut := len(code) - 10
	for name, row := range map[string]struct {
		browser *browser
		address string
		after   time.Duration
		says    string
	}{
		"another browser":           {s.browser(), code, 0, "belongs to another browser"},
		"another browser's cookie":  {&browser{s, map[string]string{"__Host-authd_browser": seal.Token()}}, code, 0, "belongs to another browser"},
		"cut":                       {b, code[:cut], 0, "damaged"},
		"altered":                   {b, code[:cut] + "AAAAAAAAAA", 0, "damaged"},
		"missing":                   {b, "/u/code", 0, "state parameter is missing"},
		"too late":                  {b, code, pending.Lifetime + 1, "took too long"},
		"sealed for something else": {b, "/u/code?state=" + ring(seal.NewKey()).Seal("pending state", []byte("{}")), 0, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			s.now = start.Add(row.after)
			defer func() { s.now = start }()
			says(t, row.browser.get(row.address), http.StatusBadRequest, row.says, "Go back to the application")
			says(t, row.browser.submit(row.address, right), http.StatusBadRequest, row.says)
			says(t, row.browser.submit(strings.Replace(row.address, "/u/code", "/u/login", 1), "email=bob@example.com"), http.StatusBadRequest, row.says)
			if row.browser.session() != "" {
				t.Error("logged in")
			}
		})
	}
	b.resumed(b.submit(code, right))
}

// AZ-23, PL-14: what a form or a link carries beyond its own fields changes nothing.
func TestAZ23_MoreFieldsChangeNothing(t *testing.T) {
	more := []string{
		"client_id=mobile", "redirect_uri=https://evil.example/", "response_type=code", "scope=admin", "returnTo=//evil.example",
		"address=bob@example.com", "connection=staff", "nonce=other",
	}
	t.Run("code", func(t *testing.T) {
		s := newSite(t)
		b := s.browser()
		code := moved(t, b.submit(b.begin(request), append(more, "email=ada@example.com")...))
		p := b.resumed(b.submit(code, append(more, "code="+s.lastMail().Code)...))
		if !maps.Equal(p.Params, request) || b.session() != "ada@example.com" {
			t.Errorf("it goes on as %s with %v", b.session(), p.Params)
		}
	})
	t.Run("link", func(t *testing.T) {
		s := newSite(t)
		b := s.browser()
		b.askedFor(b.begin(request), "ada@example.com")
		p := b.resumed(b.submit(s.lastLink()+"&return_to=//evil.example", more...))
		if !maps.Equal(p.Params, request) || b.session() != "ada@example.com" {
			t.Errorf("it goes on as %s with %v", b.session(), p.Params)
		}
	})
}

// AZ-28: two logins in one browser, finished in reverse, each go on with their own.
func TestAZ28_TwoTabs(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	other := maps.Clone(request)
	other["client_id"], other["redirect_uri"] = "mobile", "com.example.app://callback"
	first := b.askedFor(b.begin(request), "ada@example.com")
	firstCode := s.lastMail().Code
	second := b.askedFor(b.begin(other), "bob@example.com")
	secondCode := s.lastMail().Code
	if p := b.resumed(b.submit(second, "code="+secondCode)); !maps.Equal(p.Params, other) || b.session() != "bob@example.com" {
		t.Errorf("the second goes on as %s with %v", b.session(), p.Params)
	}
	if p := b.resumed(b.submit(first, "code="+firstCode)); !maps.Equal(p.Params, request) || b.session() != "ada@example.com" {
		t.Errorf("the first goes on as %s with %v", b.session(), p.Params)
	}
}

// PL-08: a code is good only in the transaction it was sent for, although the
// address is the same.
func TestPL08_CodesBelongToTheirTransaction(t *testing.T) {
	s := newSite(t)
	victim, attacker := s.browser(), s.browser()
	victimPage := victim.askedFor(victim.begin(request), "ada@example.com")
	victimCode := s.lastMail().Code
	attackerPage := attacker.askedFor(attacker.begin(request), "ada@example.com")
	attackerCode := s.lastMail().Code
	if victimCode == attackerCode {
		attackerPage = moved(t, attacker.submit(attackerPage, "action=resend"))
		attackerCode = s.lastMail().Code
	}
	says(t, attacker.submit(attackerPage, "code="+victimCode), http.StatusBadRequest, "not right")
	says(t, victim.submit(victimPage, "code="+attackerCode), http.StatusBadRequest, "not right")
	says(t, attacker.submit(victimPage, "code="+victimCode), http.StatusBadRequest, "another browser")
	if attacker.session() != "" {
		t.Error("the attacker is logged in")
	}
	victim.resumed(victim.submit(victimPage, "code="+victimCode))
}

// PL-15: a session value the browser had before the login is worth nothing after.
func TestPL15_LoginRenewsTheSession(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	b.resumed(b.submit(b.askedFor(b.begin(request), "ada@example.com"), "code="+s.lastMail().Code))
	before := &browser{s, maps.Clone(b.cookies)}
	b.resumed(b.submit(b.askedFor(b.begin(request), "bob@example.com"), "code="+s.lastMail().Code))
	if before.session() != "" || b.session() != "bob@example.com" {
		t.Errorf("before %q, after %q", before.session(), b.session())
	}
}

func TestCodePageNeedsAnAddress(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	login := b.begin(request)
	if to := moved(t, b.get(strings.Replace(login, "/u/login", "/u/code", 1))); to != login {
		t.Errorf("it leads to %s", to)
	}
}

func TestAnotherAddress(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	code := b.askedFor(b.begin(request), "ada@example.com")
	login := strings.Replace(code, "/u/code", "/u/login", 1)
	says(t, b.get(login), http.StatusOK, `value="ada@example.com"`)
	next := b.askedFor(login, "bob@example.com")
	// The page that names ada must not log bob in.
	says(t, b.submit(code, "code="+s.lastMail().Code), http.StatusBadRequest, "not right")
	b.resumed(b.submit(next, "code="+s.lastMail().Code))
	if b.session() != "bob@example.com" {
		t.Errorf("logged in as %q", b.session())
	}
}
