package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const otpGrant = "http://auth0.com/oauth/grant-type/passwordless/otp"

// ownPages lets the pages of spa log people in themselves.
var ownPages = setting{"    grant_types: [implicit]\n    allow_requested_lifetime: true",
	"    grant_types: [implicit, \"" + otpGrant + "\"]\n    cross_origin_authentication: true\n    allow_requested_lifetime: true"}

// withLoc also gives spa a page that proves who began.
var withLoc = setting{ownPages.old, ownPages.new + "\n    cross_origin_loc: https://localhost:3443/verify"}

// A coTicket is what /co/authenticate hands out.
type coTicket struct {
	Ticket   string `json:"login_ticket"`
	Verifier string `json:"co_verifier"`
	ID       string `json:"co_id"`
}

func coBody(with ...string) string {
	fields := map[string]string{"client_id": "spa", "username": ann, "otp": annsCode, "realm": "email", "credential_type": otpGrant}
	for i := 0; i+1 < len(with); i += 2 {
		if fields[with[i]] = with[i+1]; with[i+1] == "-" {
			delete(fields, with[i])
		}
	}
	body, _ := json.Marshal(fields)
	return string(body)
}

// coLogin asks for a code on the application's page and takes it for a ticket.
func (b *browser) coLogin() coTicket {
	b.s.t.Helper()
	b.call("/passwordless/start", start(ann))
	r := b.call("/co/authenticate", coBody())
	var t coTicket
	if err := json.Unmarshal([]byte(r.body), &t); err != nil || r.StatusCode != http.StatusOK || t.Ticket == "" || t.Verifier == "" || t.ID == "" {
		b.s.t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	return t
}

func TestCrossOriginLogin_ATicketIsGoodOnceAndBeginsASession(t *testing.T) {
	s := newSystem(t, ownPages)
	b := s.browser()
	ticket := b.coLogin()
	answer := s.fragment(b.get(ask("login_ticket", ticket.Ticket, "realm", "email")))
	if answer.Get("access_token") == "" || answer.Get("state") != "s-1" || claims(answer.Get("id_token"))["email"] != ann {
		t.Fatalf("%v", answer)
	}
	if r := b.get(silent()); !strings.Contains(r.body, "access_token") {
		t.Errorf("no session after it: %s", r.body)
	}
	again := s.fragment(b.get(ask("login_ticket", ticket.Ticket)))
	if again.Get("error") != "access_denied" || again.Get("error_description") != "Unknown or invalid login ticket." || again.Get("state") != "s-1" {
		t.Errorf("the second time: %v", again)
	}
}

func TestCrossOriginLogin_SilentFromTheTicketAlone(t *testing.T) {
	s := newSystem(t, ownPages)
	b := s.browser()
	r := b.get(silent() + "&login_ticket=" + b.coLogin().Ticket)
	if r.StatusCode != http.StatusOK || !strings.Contains(r.body, "access_token") || !strings.Contains(r.body, `"https://localhost:3443"`) {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

func TestCrossOriginLogin_Refusals(t *testing.T) {
	s := newSystem(t, ownPages)
	b := s.browser()
	b.call("/passwordless/start", start(ann))
	const all = "Invalid request body. All and only of client_id, credential_type, username, otp, realm are required."
	for name, tc := range map[string]struct {
		body, code, description string
		status                  int
	}{
		"not JSON":              {"client_id=spa", "invalid_request", all, 400},
		"a member missing":      {coBody("otp", "-"), "invalid_request", all, 400},
		"a member too many":     {coBody("scope", "openid"), "invalid_request", all, 400},
		"a number for a code":   {strings.Replace(coBody(), `"424242"`, `424242`, 1), "invalid_request", all, 400},
		"a password":            {coBody("credential_type", "http://auth0.com/oauth/grant-type/password-realm"), "unsupported_credential_type", "Unknown credential type parameter.", 400},
		"an unknown realm":      {coBody("realm", "nowhere"), "invalid_request", "Unknown realm nowhere.", 400},
		"an unknown client":     {coBody("client_id", "nobody"), "unauthorized_client", "Unknown client: no client has the client_id nobody.", 401},
		"a client without it":   {coBody("client_id", "deaf"), "unauthorized_client", "Cross origin login not allowed. The client deaf has no cross_origin_authentication.", 401},
		"a client not of pages": {coBody("client_id", "code-only"), "access_denied", "Origin https://localhost:3443 is not allowed. It is not in web_origins of client code-only.", 403},
		"a wrong code":          {coBody("otp", "000000"), "access_denied", "Wrong email or verification code.", 403},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.call("/co/authenticate", tc.body)
			want := fmt.Sprintf(`{"error":%q,"error_description":%q}`, tc.code, tc.description)
			if r.StatusCode != tc.status || r.body != want || len(r.Cookies()) > 0 {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
		})
	}
	if r := b.call("/co/authenticate", coBody()); r.StatusCode != http.StatusOK {
		t.Errorf("refusals used the code up: %d %s", r.StatusCode, r.body)
	}
}

func TestCrossOriginLogin_DeadCodesHaveAuth0sWords(t *testing.T) {
	s := newSystem(t, ownPages)
	b := s.browser()
	b.call("/passwordless/start", start(ann))
	for range 3 {
		b.call("/co/authenticate", coBody("otp", "000000"))
	}
	if r := b.call("/co/authenticate", coBody()); r.StatusCode != 429 || !strings.Contains(r.body, "too_many_attempts") || !strings.Contains(r.body, "You've reached the maximum number of attempts.") {
		t.Errorf("exhausted: %d %s", r.StatusCode, r.body)
	}
	b.call("/passwordless/start", start(ann))
	s.clock.move(5 * time.Minute)
	if r := b.call("/co/authenticate", coBody()); r.StatusCode != 403 || !strings.Contains(r.body, "The verification code has expired. Please try to login again.") {
		t.Errorf("expired: %d %s", r.StatusCode, r.body)
	}
}

// AZ-26, PL-29: neither the setting nor the grant can be gone around by calling
// the endpoint directly.
func TestAZ26_PL29_CrossOriginLoginIsOffUnlessTheClientHasBoth(t *testing.T) {
	for name, change := range map[string]setting{
		"neither":                   {"name: My SPA", "name: My SPA"},
		"the grant alone":           {ownPages.old, strings.Replace(ownPages.new, "    cross_origin_authentication: true\n", "", 1)},
		"the setting alone":         {ownPages.old, ownPages.old + "\n    cross_origin_authentication: true"},
		"no page of its own":        {"web_origins: [\"https://localhost:3443\"]\n    grant_types: [implicit]\n    allow", "grant_types: [implicit, \"" + otpGrant + "\"]\n    cross_origin_authentication: true\n    allow"},
		"no connection of the name": {ownPages.old + "\n", ownPages.new + "\n    connections: [other]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			changes := []setting{change}
			if strings.Contains(change.new, "other") {
				changes = append(changes, setting{"connections:\n  - {name: email", "connections:\n  - {name: other}\n  - {name: email"})
			}
			s := newSystem(t, changes...)
			s.browser().call("/passwordless/start", start(ann))
			if r := s.browser().call("/co/authenticate", coBody()); r.StatusCode < 400 || r.StatusCode > 403 || len(r.Cookies()) > 0 {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
		})
	}
}

// PL-29: guesses here and at /passwordless/verify are counted together.
func TestPL29_CrossOriginGuessesCountLikeAllOthers(t *testing.T) {
	s := newSystem(t, ownPages)
	b := s.browser()
	refused := 0
	for i := range 24 {
		b.call("/passwordless/start", start(ann))
		r := b.call("/passwordless/verify", verify(ann, "000000"))
		if i%2 == 0 {
			r = b.call("/co/authenticate", coBody("otp", "000000"))
		}
		if strings.Contains(r.body, "limits.code.wrong_per_address") {
			refused++
		}
	}
	if r := b.call("/co/authenticate", coBody()); refused == 0 || r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("%d guesses refused, then %d %s", refused, r.StatusCode, r.body)
	}
}

// AZ-27: only the client's own pages may call with cookies; "*" and null never.
func TestAZ27_CrossOriginLoginAnswersTheClientsPagesAlone(t *testing.T) {
	const elsewhere = "https://elsewhere.test"
	s := newSystem(t, ownPages, setting{"apis:\n", "  - {client_id: other, web_origins: [\"" + elsewhere + "\"], cross_origin_authentication: true, grant_types: [\"" + otpGrant + "\"]}\napis:\n"})
	b := s.browser()
	for origin, want := range map[string]struct{ preflight, post string }{
		app: {app, app}, elsewhere: {elsewhere, ""}, "https://evil.test": {}, "null": {}, "https://localhost:3443.evil.test": {}, "http://localhost:3443": {}, "https://localhost": {},
	} {
		for method, allowed := range map[string]string{http.MethodOptions: want.preflight, http.MethodPost: want.post} {
			r := b.request(method, "/co/authenticate", strings.NewReader(coBody("otp", "1")))
			r.Header.Set("Origin", origin)
			got := b.send(r)
			credentials := map[bool]string{true: "true"}[allowed != ""]
			if got.Header.Get("Access-Control-Allow-Origin") != allowed || got.Header.Get("Access-Control-Allow-Credentials") != credentials || !strings.Contains(got.Header.Get("Vary"), "Origin") {
				t.Errorf("%s from %s: %v", method, origin, got.Header)
			}
			if method == http.MethodPost && allowed == "" && (got.StatusCode != http.StatusForbidden || len(got.Cookies()) > 0) {
				t.Errorf("a page of %s was answered: %d %s", origin, got.StatusCode, got.body)
			}
		}
	}
}

// A browser that keeps no cookies of cross-site pages gets its tokens, at the
// very origin that asked, and no session that another's ticket could plant.
func TestCrossOriginLogin_WithoutTheCookie(t *testing.T) {
	s := newSystem(t, ownPages, setting{"callbacks: [\"https://localhost:3443/callback\"]", "callbacks: [\"https://localhost:3443/callback\", \"https://localhost:4443/callback\"]"})
	ticket := s.browser().coLogin()
	b := s.browser()
	r := b.get(ask("login_ticket", ticket.Ticket))
	if s.fragment(r).Get("access_token") == "" || len(r.Cookies()) > 0 {
		t.Errorf("%s %v", r.Header.Get("Location"), r.Cookies())
	}
	if r := b.get(silent()); !strings.Contains(r.body, "login_required") {
		t.Errorf("a session was begun: %s", r.body)
	}
	elsewhere := s.browser().get(ask("login_ticket", s.browser().coLogin().Ticket, "redirect_uri", "https://localhost:4443/callback"))
	if location := elsewhere.Header.Get("Location"); !strings.Contains(location, "error=access_denied") || strings.Contains(location, "token=") {
		t.Errorf("at another origin: %s", location)
	}
}

func TestCrossOriginLogin_TicketsThatAreNotGood(t *testing.T) {
	for name, act := range map[string]func(s *system, b *browser, ticket string) reply{
		"made up": func(_ *system, b *browser, _ string) reply {
			return b.get(ask("login_ticket", strings.Repeat("A", 43)))
		},
		"of another client": func(_ *system, b *browser, t string) reply { return b.get(ask("login_ticket", t, "client_id", "deaf")) },
		"too old": func(s *system, b *browser, t string) reply {
			s.clock.move(time.Minute)
			return b.get(ask("login_ticket", t))
		},
		"of another browser": func(s *system, _ *browser, t string) reply {
			o := s.browser()
			o.coLogin()
			return o.get(ask("login_ticket", t))
		},
		"with a wrong verifier": func(s *system, _ *browser, t string) reply {
			return s.browser().get(ask("login_ticket", t, "co_verifier", "x"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t, ownPages)
			b := s.browser()
			r := act(s, b, b.coLogin().Ticket)
			if got := s.fragment(r); got.Get("error") != "access_denied" || got.Get("access_token") != "" || len(r.Cookies()) > 0 {
				t.Errorf("%v", got)
			}
		})
	}
}

func TestCrossOriginLogin_TheVerificationPage(t *testing.T) {
	s := newSystem(t, withLoc)
	ticket := s.browser().coLogin()
	other := s.browser()
	page := other.get(ask("login_ticket", ticket.Ticket))
	policy := page.Header.Get("Content-Security-Policy")
	if page.StatusCode != http.StatusOK || !strings.Contains(page.body, ticket.ID) || strings.Contains(page.body, ticket.Verifier) {
		t.Fatalf("%d %s", page.StatusCode, page.body)
	}
	for _, want := range []string{"default-src 'none'", "frame-src https://localhost:3443;", "frame-ancestors https://localhost:3443", "script-src 'nonce-"} { // WM-04
		if !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %s", policy, want)
		}
	}
	check := checkOf.FindStringSubmatch(page.body)
	if check == nil {
		t.Fatalf("the page has no check: %s", page.body)
	}
	if got := s.fragment(other.get(ask("login_ticket", ticket.Ticket, "co_verifier", ticket.Verifier, "co_check", check[1]))); got.Get("access_token") == "" {
		t.Errorf("the right verifier: %v", got)
	}
	if r := other.get(silent()); !strings.Contains(r.body, "access_token") {
		t.Errorf("no session after the right verifier: %s", r.body)
	}
	unproved := s.fragment(s.browser().get(ask("login_ticket", s.browser().coLogin().Ticket, "co_verifier", "none")))
	if unproved.Get("error") != "access_denied" {
		t.Errorf("without a verifier: %v", unproved)
	}
	if r := other.get(ask("login_ticket", strings.Repeat("A", 43))); r.StatusCode != http.StatusFound {
		t.Errorf("a made-up ticket shows a page: %d", r.StatusCode)
	}
}

var checkOf = regexp.MustCompile(`"&co_check=" \+ "([\w-]{43})"`)

// PL-15: whoever logs in with a program has a ticket and its verifier, and could
// make another's browser open both. That browser must not become theirs, not
// even if it was shown the verification page before.
func TestPL15_ATicketByLinkPlantsNoSession(t *testing.T) {
	for name, change := range map[string]setting{"without a page": ownPages, "with a page": withLoc} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t, change)
			attacker, victim := s.browser(), s.browser()
			ticket := attacker.coLogin()
			victim.get(ask("login_ticket", attacker.coLogin().Ticket))                      // sets whatever cookie it may
			shown := s.browser().get(ask("login_ticket", ticket.Ticket, "co_verifier", "")) // the attacker's own page
			link := []string{"login_ticket", ticket.Ticket, "co_verifier", ticket.Verifier}
			if check := checkOf.FindStringSubmatch(shown.body); check != nil {
				link = append(link, "co_check", check[1])
			}
			if r := victim.get(ask(link...)); strings.Contains(fmt.Sprint(r.Header["Set-Cookie"]), "__Host-authd=") {
				t.Errorf("the link begins a session: %v", r.Header)
			}
			if r := victim.get(silent()); !strings.Contains(r.body, "login_required") {
				t.Errorf("the victim is logged in as the attacker: %s", r.body)
			}
		})
	}
}

// RC-02: of many who bring one code, and of many who bring one ticket, one gets in.
func TestRC02_ACodeAndATicketLetOneIn(t *testing.T) {
	s := newSystem(t, ownPages)
	b := s.browser()
	b.call("/passwordless/start", start(ann))
	var tickets sync.Map
	atOnce(20, func(i int) {
		if r := s.browser().call("/co/authenticate", coBody()); r.StatusCode == http.StatusOK {
			tickets.Store(i, r.body)
		}
	})
	var won []coTicket
	tickets.Range(func(_, body any) bool {
		var ticket coTicket
		_ = json.Unmarshal([]byte(body.(string)), &ticket)
		won = append(won, ticket)
		return true
	})
	if len(won) != 1 {
		t.Fatalf("%d tickets for one code", len(won))
	}
	var logins atomic.Int64
	atOnce(20, func(int) {
		if strings.Contains(s.browser().get(ask("login_ticket", won[0].Ticket)).Header.Get("Location"), "access_token=") {
			logins.Add(1)
		}
	})
	if logins.Load() != 1 {
		t.Errorf("%d logins by one ticket", logins.Load())
	}
}

// atOnce runs n deeds together and waits for all.
func atOnce(n int, deed func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { deed(i) })
	}
	all.Wait()
}

// PL-07: of a ticket only hashes are kept, and nothing of it is logged.
func TestPL07_TicketsStayOutOfLogsAndTheDatabase(t *testing.T) {
	s := newSystem(t, ownPages)
	b := s.browser()
	ticket := b.coLogin()
	home, _ := url.Parse(issuer)
	secrets := []string{ticket.Ticket, ticket.Verifier}
	for _, c := range b.Jar.Cookies(home) {
		secrets = append(secrets, c.Value)
	}
	s.browser().get(ask("login_ticket", ticket.Ticket, "co_verifier", "wrong"))
	s.Close()
	kept := s.log.String() + s.files()
	for i, secret := range secrets {
		if strings.Contains(kept, secret) {
			t.Errorf("secret %d was written down", i)
		}
	}
	if len(secrets) != 4 { // with the cookies of the ticket and of the known browser
		t.Errorf("%d secrets", len(secrets))
	}
}

// PL-23: an attacker uses up an address's guesses; the page in its owner's known
// browser still logs in, a fresh browser does not, and the API without cookies is
// counted with the attacker.
func TestPL23_CrossOriginLoginsFromAKnownBrowser(t *testing.T) {
	s := newSystem(t, ownPages)
	owner, fresh := s.browser(), s.browser()
	owner.coLogin()
	fresh.call("/passwordless/start", start(ann))
	for range 12 {
		s.browser().call("/passwordless/verify", verify(ann, "000000"))
	}
	if r := fresh.call("/co/authenticate", coBody()); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a fresh browser: %d %s", r.StatusCode, r.body)
	}
	if r := owner.call("/passwordless/verify", verify(ann, annsCode)); r.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the API: %d %s", r.StatusCode, r.body)
	}
	owner.coLogin()
	if r := owner.login(ask("prompt", "login"), ann, annsCode); r.Get("access_token") == "" {
		t.Errorf("on the hosted pages: %v", r)
	}
}
