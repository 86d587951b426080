package login

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"authd/internal/passwordless"
	"authd/internal/pending"
)

// PL-11: looking at a link, however often, changes nothing; the button works once.
func TestPL11_OnlyTheButtonUsesTheLink(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	b.askedFor(b.begin(request), "ada@example.com")
	link := s.lastLink()
	scanner := s.browser()
	for range 10 {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions} {
			scanner.send(scanner.request(method, link, nil))
			b.send(b.request(method, link, nil))
		}
	}
	if scanner.session() != "" || b.session() != "" {
		t.Fatal("looking logs in")
	}
	says(t, b.get(link), http.StatusOK, "Sign in", "Playground", "ada@example.com", `<form method="post"`)
	if p := b.resumed(b.submit(link)); !maps.Equal(p.Params, request) {
		t.Errorf("it goes on with %v", p.Params)
	}
	if b.session() != "ada@example.com" {
		t.Errorf("logged in as %q", b.session())
	}
	says(t, b.submit(link), http.StatusBadRequest, "This link no longer works")
	says(t, b.get(link), http.StatusBadRequest, "This link no longer works")
}

// PL-12: an attacker begins with the victim's address; the victim opens the link.
// Neither browser becomes the victim by that.
func TestPL12_AnotherBrowserOnlyShowsTheCode(t *testing.T) {
	s := newSite(t)
	attacker, victim := s.browser(), s.browser()
	page := attacker.askedFor(attacker.begin(request), "ada@example.com")
	link, code := s.lastLink(), s.lastMail().Code
	w := victim.get(link)
	says(t, w, http.StatusOK, "begun in another browser", code, "Playground", "ada@example.com")
	if strings.Contains(w.Body.String(), "<form") {
		t.Error("the other browser has a form")
	}
	says(t, victim.submit(link), http.StatusBadRequest, "belongs to another browser")
	if victim.session() != "" || attacker.session() != "" {
		t.Fatalf("logged in: victim as %q, attacker as %q", victim.session(), attacker.session())
	}
	// Who did begin there types the code.
	attacker.resumed(attacker.submit(page, "code="+code))
}

// PL-12: a link asked for through the API belongs to no browser yet. The one that
// presses the button is logged in, and the request goes on there alone.
func TestPL12_LinkOfTheAPI(t *testing.T) {
	s := newSite(t)
	state := s.handler.Pending.Seal(pending.Pending{Params: request, CreatedAt: start, Transaction: "t"})
	err := s.service.Start(t.Context(), passwordless.Start{
		ClientID: "spa", Connection: "email", Address: "ada@example.com", Pending: state, Send: passwordless.SendLink,
	}, start)
	if err != nil {
		t.Fatal(err)
	}
	b, other := s.browser(), s.browser()
	other.begin(request)
	says(t, b.get(s.lastLink()), http.StatusOK, `<form method="post"`, "Playground", "ada@example.com", s.lastMail().Code)
	w := b.submit(s.lastLink())
	if p := b.resumed(w); !maps.Equal(p.Params, request) || !p.Bound() || b.session() != "ada@example.com" {
		t.Errorf("it goes on as %q with %+v", b.session(), p)
	}
	_, resumed, _ := strings.Cut(w.Header().Get("Location"), "state=")
	if _, err := s.handler.Pending.Open(other.request(http.MethodGet, "/", nil), resumed, start); err == nil {
		t.Error("it goes on in another browser too")
	}
	says(t, other.submit(s.lastLink()), http.StatusBadRequest, "This link no longer works")
}

func TestLinksThatDoNotWork(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	page := b.askedFor(b.begin(request), "ada@example.com")
	replaced := s.lastLink()
	moved(t, b.submit(page, "action=resend"))
	link := s.lastLink()
	for name, address := range map[string]string{
		"replaced": replaced, "cut": link[:len(link)-3], "no token": "/passwordless/link", "not ours": "/passwordless/link?token=AAAA",
	} {
		t.Run(name, func(t *testing.T) {
			says(t, b.get(address), http.StatusBadRequest, "This link no longer works")
			says(t, b.submit(address), http.StatusBadRequest, "This link no longer works")
		})
	}
	s.now = start.Add(10*time.Minute + time.Second)
	says(t, b.get(link), http.StatusBadRequest, "This link no longer works")
	if b.session() != "" {
		t.Error("logged in")
	}
}
