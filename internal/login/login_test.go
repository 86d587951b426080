package login

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

var request = oauth.Params{
	"client_id": "spa", "redirect_uri": "https://app.example.com/callback", "response_type": "token",
	"state": "abc==", "nonce": "n-1",
}

func TestLoginByCode(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	login := b.begin(request)
	says(t, b.get(login), http.StatusOK, "Sign in", "Playground", `id="email"`)
	code := b.askedFor(login, " Ada@Example.com ")
	says(t, b.get(code), http.StatusOK, "ada@example.com", `id="code"`)
	if b.session() != "" {
		t.Fatal("logged in before the code")
	}
	p := b.resumed(b.submit(code, "code="+s.lastMail().Code))
	if !maps.Equal(p.Params, request) || !p.CreatedAt.Equal(start) {
		t.Errorf("it goes on with %+v", p)
	}
	if b.session() != "ada@example.com" {
		t.Errorf("logged in as %q", b.session())
	}
}

// PL-32: codes as people paste them.
func TestPL32_PastedCodes(t *testing.T) {
	for name, paste := range map[string]func(string) string{
		"spaces":     func(c string) string { return " " + c[:3] + " " + c[3:] + "\t" },
		"dash":       func(c string) string { return c[:3] + "-" + c[3:] },
		"full width": func(c string) string { return strings.Map(func(r rune) rune { return r - '0' + '\uff10' }, c) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			b := s.browser()
			code := b.askedFor(b.begin(request), "ada@example.com")
			b.resumed(b.submit(code, "code="+paste(s.lastMail().Code)))
		})
	}
}

func TestWhatIsNotAnAddressComesBack(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	login := b.begin(request)
	for _, typed := range []string{"", "ada", "ada@", "a@b.example,c@d.example", "<ada@example.com>", "ada@example.com\r\nBcc: x@example.com"} {
		w := b.submit(login, "email="+typed)
		says(t, w, http.StatusBadRequest, "name@example.com", `aria-invalid="true"`, `action="`+login)
	}
	says(t, b.submit(login, "email=ada@"), http.StatusBadRequest, `value="ada@"`)
	if len(s.post.mails) != 0 {
		t.Errorf("%d mails were composed", len(s.post.mails))
	}
}

// Each way for a code to fail has its own words and leads on.
func TestCodesThatFail(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	code := b.askedFor(b.begin(request), "ada@example.com")
	right := s.lastMail().Code
	wrong := "code=" + wrongCode(right)
	says(t, b.submit(code, wrong), http.StatusBadRequest, "not right", `id="code"`)
	says(t, b.submit(code, "code="), http.StatusBadRequest, "not right", `id="code"`)
	b.submit(code, wrong)
	// PL-01: the fourth try is refused, right or not.
	says(t, b.submit(code, "code="+right), http.StatusBadRequest, "too many wrong tries", `id="resend"`)

	again := moved(t, b.submit(code, "action=resend"))
	says(t, b.get(again), http.StatusOK, "A new code is on its way", `id="code"`)
	s.now = s.now.Add(10*time.Minute + time.Second)
	says(t, b.submit(again, "code="+s.lastMail().Code), http.StatusBadRequest, "too old", `id="resend"`)

	again = moved(t, b.submit(code, "action=resend"))
	first := s.lastMail().Code
	moved(t, b.submit(again, "action=resend"))
	if newest := s.lastMail().Code; newest != first {
		says(t, b.submit(again, "code="+first), http.StatusBadRequest, "newest mail")
	}
	b.resumed(b.submit(again, "code="+s.lastMail().Code))
	says(t, b.submit(again, "code="+s.lastMail().Code), http.StatusBadRequest, "only once")
}

func TestLimitsAreToldInPlace(t *testing.T) {
	s := newSite(t)
	s.service.Limits.StartPerAddress = []authd.Rate{{N: 2, Per: time.Hour}}
	s.service.Limits.WrongCodePerAddress = []authd.Rate{{N: 1, Per: 24 * time.Hour}}
	b := s.browser()
	login := b.begin(request)
	code := b.askedFor(login, "ada@example.com")
	moved(t, b.submit(code, "action=resend"))
	for _, w := range []*httptest.ResponseRecorder{b.submit(code, "action=resend"), b.submit(login, "email=ADA@example.com")} {
		says(t, w, http.StatusTooManyRequests, "Codes were asked for too often. Try again in ", "minutes.")
		if w.Header().Get("Retry-After") == "" {
			t.Error("Retry-After is not sent")
		}
	}
	right := s.lastMail().Code
	b.submit(code, "code="+wrongCode(right))
	// PL-03: also when the code is right.
	says(t, b.submit(code, "code="+right), http.StatusTooManyRequests, "too many wrong codes", "hours.", `id="code"`)
	if b.session() != "" {
		t.Error("logged in past the limit")
	}
}

var sealed = regexp.MustCompile(`state=[A-Za-z0-9_-]+`)

// PL-20: an address with an account, without one, and without one where nobody
// may sign up get the same answers, to the byte but for the sealed state.
func TestPL20_AnswersDoNotTellWhoHasAnAccount(t *testing.T) {
	s := newSite(t)
	member := s.browser()
	member.resumed(member.submit(member.askedFor(member.begin(request), "ada@example.com"), "code="+s.lastMail().Code))
	answers := map[string]string{}
	for _, connection := range []string{"email", "staff"} {
		params := maps.Clone(request)
		params["connection"] = connection
		for _, address := range []string{"ada@example.com", "bob@example.com"} {
			b := s.browser()
			login := b.begin(params)
			sent := b.submit(login, "email="+address)
			code := moved(t, sent)
			wrong := b.submit(code, "code=999")
			resent := b.submit(code, "action=resend")
			text := ""
			for _, w := range []*httptest.ResponseRecorder{sent, b.get(code), wrong, resent} {
				text += fmt.Sprintln(w.Code, w.Header(), w.Body)
			}
			answers[connection+" "+address] = strings.ReplaceAll(sealed.ReplaceAllString(text, "state="), address, "ADDRESS")
		}
	}
	for who, answer := range answers {
		if answer != answers["email ada@example.com"] {
			t.Errorf("%s is answered\n%s\nbut a member\n%s", who, answer, answers["email ada@example.com"])
		}
	}
}

// PL-33: where nobody may sign up, the code of an unknown address opens nothing.
func TestPL33_NobodySignsUpWhereItIsOff(t *testing.T) {
	s := newSite(t)
	params := maps.Clone(request)
	params["connection"] = "staff"
	b := s.browser()
	code := b.askedFor(b.begin(params), "bob@example.com")
	says(t, b.submit(code, "code="+s.lastMail().Code), http.StatusBadRequest, "not right")
	if b.session() != "" {
		t.Error("logged in")
	}
}

// PL-34: what is switched off while a person is at the pages is off.
func TestPL34_SwitchedOffMeanwhile(t *testing.T) {
	for name, without := range map[string]func(*authd.Directory){
		"client":     func(d *authd.Directory) { delete(d.Clients, "spa") },
		"connection": func(d *authd.Directory) { delete(d.Connections, "email") },
		"for this client": func(d *authd.Directory) {
			d.Clients["spa"] = authd.Client{ID: "spa", Connections: []string{"staff"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			b := s.browser()
			code := b.askedFor(b.begin(request), "ada@example.com")
			without(&s.handler.Directory)
			says(t, b.get(code), http.StatusBadRequest, "signing in is closed")
			says(t, b.submit(code, "code="+s.lastMail().Code), http.StatusBadRequest, "signing in is closed")
			without(&s.service.Directory)
			says(t, b.get(s.lastLink()), http.StatusBadRequest, "no longer works")
			if b.session() != "" {
				t.Error("logged in")
			}
		})
	}
}

func TestConnectionOfALogin(t *testing.T) {
	for asked, want := range map[string]string{"": "email", "staff": "staff", "sms": "sms", "unknown": "email", "../email": "email"} {
		s := newSite(t)
		params := maps.Clone(request)
		params["connection"] = asked
		b := s.browser()
		_, connection, err := s.handler.configured(b.site.handler.Pending.Begin(httptest.NewRecorder(), b.request(http.MethodGet, "/", nil), params, start))
		if connection.Name != want || (err == nil) != (want != "") {
			t.Errorf("asked for %q: %q, %v", asked, connection.Name, err)
		}
	}
}

// AZ-30: a hint is shown only if it is an address, and a language is a word
// passed on, never a file's name here.
func TestAZ30_HintsAreNotReflected(t *testing.T) {
	s := newSite(t)
	for hint, shown := range map[string]string{
		"Ada@Example.com": `value="ada@example.com"`, `"><script>alert(1)</script>`: `value=""`,
		"../../etc/passwd": `value=""`, "": `value=""`,
	} {
		params := maps.Clone(request)
		params["login_hint"], params["ui_locales"] = hint, "../../secret"
		b := s.browser()
		w := b.get(b.begin(params))
		says(t, w, http.StatusOK, shown, `<html lang="en">`)
		if strings.Contains(w.Body.String(), "secret") || hint != "" && strings.Contains(w.Body.String(), hint) {
			t.Errorf("%q is reflected:\n%s", hint, w.Body)
		}
	}
}

// The language that the application asked for goes through the whole login: its
// pages, its mail, the page behind the link in whatever browser, and refusals.
func TestTheLanguageFollowsTheLogin(t *testing.T) {
	s := newSite(t)
	params := maps.Clone(request)
	params["ui_locales"] = "nl de-AT fr"
	b, other := s.browser(), s.browser()
	login := b.begin(params)
	says(t, b.get(login), http.StatusOK, `<html lang="de">`, "Anmelden", "Playground")
	says(t, b.submit(login, "email=nobody"), http.StatusBadRequest, "An diese E-Mail-Adresse können wir nicht schreiben.")
	page := b.askedFor(login, "ada@example.com")
	says(t, b.get(page), http.StatusOK, `<html lang="de">`, "Sehen Sie in Ihre E-Mails")
	if got := s.lastMail().Language; got != "nl,de-AT,fr" {
		t.Errorf("the mail is wanted in %q", got)
	}
	says(t, other.get(s.lastLink()), http.StatusOK, `<html lang="de">`, "Machen Sie dort weiter, wo Sie begonnen haben")
	says(t, other.get(page), http.StatusBadRequest, `<html lang="de">`, "Diese Anmeldung gehört zu einem anderen Browser")
}

func TestTheBrowserSaysTheLanguageWhereTheApplicationDoesNot(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	login := b.begin(request)
	for header, want := range map[string]string{"Accept-Language": "ja", "X-Request-Language": "pt"} {
		r := b.request(http.MethodGet, login, nil)
		r.Header.Set(header, want+";q=0.9, it")
		says(t, b.send(r), http.StatusOK, `<html lang="`+want+`">`)
	}
}
