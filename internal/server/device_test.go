package server

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/explain"
	"authd/internal/store"
)

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// devices are clients without a browser: our own, a stranger's and one with a secret.
var devices = setting{"  - client_id: code-only\n", `  - client_id: tv
    name: Telly
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code", refresh_token]
    allow_requested_lifetime: true
  - client_id: stranger-tv
    name: Stranger
    is_first_party: false
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code", refresh_token]
  - client_id: console
    app_type: non_interactive
    client_secret: the secret of a console
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code"]
  - client_id: code-only
`}

// A gadget is what /oauth/device/code gave.
type gadget struct {
	s                                    *system
	clientID                             string
	DeviceCode, UserCode, Page, Complete string
	ExpiresIn, Interval                  int
}

// beginDevice asks for codes.
func (s *system) beginDevice(fields ...string) reply {
	s.t.Helper()
	b := s.browser()
	r := b.request(http.MethodPost, "/oauth/device/code", strings.NewReader(form(fields...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func (s *system) device(clientID string, more ...string) gadget {
	s.t.Helper()
	r := s.beginDevice(append([]string{"client_id", clientID, "scope", "openid email offline_access"}, more...)...)
	var answer struct {
		DeviceCode string `json:"device_code"`
		UserCode   string `json:"user_code"`
		Page       string `json:"verification_uri"`
		Complete   string `json:"verification_uri_complete"`
		ExpiresIn  int    `json:"expires_in"`
		Interval   int    `json:"interval"`
	}
	if err := json.Unmarshal([]byte(r.body), &answer); err != nil || r.StatusCode != http.StatusOK {
		s.t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	return gadget{s, clientID, answer.DeviceCode, answer.UserCode, answer.Page, answer.Complete, answer.ExpiresIn, answer.Interval}
}

// poll asks for the tokens, after the interval.
func (d gadget) poll(more ...string) reply {
	d.s.t.Helper()
	d.s.clock.move(time.Duration(d.Interval) * time.Second)
	return d.s.token(append([]string{"grant_type", deviceGrant, "client_id", d.clientID, "device_code", d.DeviceCode}, more...)...)
}

// waits fails the test unless nobody has answered yet.
func (d gadget) waits() {
	d.s.t.Helper()
	if r := d.poll(); !isError(r, http.StatusForbidden, "authorization_pending") {
		d.s.t.Errorf("the device is told %d %s", r.StatusCode, r.body)
	}
}

// typed gives the code in and returns where that leads.
func (b *browser) typed(d gadget) string {
	b.s.t.Helper()
	r := b.submit("/activate", "user_code", d.UserCode)
	location := r.Header.Get("Location")
	if !strings.HasPrefix(location, "/activate/confirm?state=") {
		b.s.t.Fatalf("the code leads to %q: %d %s", location, r.StatusCode, r.body)
	}
	return location
}

// atDevice types the code, logs in and returns the address of the question.
func (b *browser) atDevice(d gadget, address, code string) string {
	b.s.t.Helper()
	return b.submit(b.atCode(b.typed(d), address), "code", code).Header.Get("Location")
}

var action = regexp.MustCompile(`action="(/activate/confirm\?state=[^"]+)"`)

// question is the address that the question at path posts to.
func (b *browser) deviceQuestion(path string) string {
	b.s.t.Helper()
	r := b.get(path)
	found := action.FindStringSubmatch(r.body)
	if r.StatusCode != http.StatusOK || found == nil {
		b.s.t.Fatalf("no question: %d to %q %s", r.StatusCode, r.Header.Get("Location"), r.body)
	}
	return strings.ReplaceAll(found[1], "&amp;", "&")
}

// RFC 8628 §3: from the first request to tokens, which are those that are explained.
func TestADeviceIsAllowedOnAnotherOne(t *testing.T) {
	s := newSystem(t, devices)
	d := s.device("tv", "audience", api)
	if d.Page != issuer+"activate" || d.Complete != d.Page+"?user_code="+d.UserCode || d.ExpiresIn != 900 || d.Interval != 5 {
		t.Errorf("%+v", d)
	}
	d.waits()
	b := s.browser()
	page := b.get(strings.TrimPrefix(d.Complete, strings.TrimSuffix(issuer, "/")))
	if !strings.Contains(page.body, `value="`+d.UserCode+`"`) {
		t.Errorf("the code is not filled in: %s", page.body)
	}
	path := b.atDevice(d, ann, annsCode)
	question := b.get(path)
	for _, want := range []string{"Telly", ann, d.UserCode, "See your email address", "Keep this access", `id="allow"`, `id="deny"`} {
		if !strings.Contains(question.body, want) {
			t.Errorf("the question lacks %q: %s", want, question.body)
		}
	}
	d.waits()
	if r := b.submit(b.deviceQuestion(path), "answer", "allow"); r.StatusCode != http.StatusOK || !strings.Contains(r.body, "Device connected") {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	set := tokenSet(t, d.poll("expires_in", "60"))
	id := claims(text(set, "id_token"))
	if set["expires_in"] != 60.0 || set["scope"] != "openid email offline_access" || id["email"] != ann || id["sid"] != nil || id["nonce"] != nil {
		t.Errorf("%v, %v", set, id)
	}
	s.verifyAsAPI(text(set, "access_token"), api)
	plan, err := explain.Plan(s.config.Directory, explain.Question{Client: "tv", Grant: deviceGrant, Audience: api, Scope: "openid", ExpiresIn: "60"})
	if err != nil || float64(plan.ExpiresIn()) != set["expires_in"] || id["exp"].(float64)-id["iat"].(float64) != plan.ID.Lifetime.Value.Seconds() {
		t.Errorf("explained as %+v (%v)", plan, err)
	}
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	renewed := tokenSet(t, s.token("grant_type", "refresh_token", "client_id", "tv", "refresh_token", text(set, "refresh_token")))
	if claims(text(renewed, "id_token"))["email"] != ann {
		t.Errorf("renewed: %v", renewed)
	}
	if r := d.poll(); !isError(r, http.StatusForbidden, "invalid_grant") {
		t.Errorf("fetched twice: %d %s", r.StatusCode, r.body)
	}
}

// TK-22, RFC 8628 §5.4: a code that comes in the address allows nothing by itself,
// for somebody who is logged in and was asked before too. Looking at it costs
// nothing, so that addresses are no way to guess.
func TestTK22_ACompleteAddressAllowsNothing(t *testing.T) {
	s := newSystem(t, devices)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	for range 2 {
		d := s.device("tv")
		complete := strings.TrimPrefix(d.Complete, strings.TrimSuffix(issuer, "/"))
		if got := s.cost(func() { b.get(complete) }); got != (store.Counts{}) {
			t.Errorf("to look at the address costs %+v", got)
		}
		d.waits()
		path := b.typed(d)
		b.get(path)
		d.waits()
		b.submit(b.deviceQuestion(path), "answer", "allow")
		if r := d.poll(); r.StatusCode != http.StatusOK {
			t.Errorf("after a yes: %d %s", r.StatusCode, r.body)
		}
	}
	if page := b.get("/activate?user_code=%3Cscript%3E"); strings.Contains(page.body, "script") {
		t.Errorf("what is no code is shown: %s", page.body)
	}
}

func TestADeviceIsToldOfANo(t *testing.T) {
	s := newSystem(t, devices)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	for _, answer := range []string{"deny", "", "Allow"} {
		d := s.device("tv")
		question := b.deviceQuestion(b.typed(d))
		if r := b.submit(question, "answer", answer); !strings.Contains(r.body, "Not connected") {
			t.Errorf("%q: %s", answer, r.body)
		}
		if r := d.poll(); !isError(r, http.StatusForbidden, "access_denied") {
			t.Errorf("after %q: %d %s", answer, r.StatusCode, r.body)
		}
		if r := b.submit(question, "answer", "allow"); r.StatusCode != http.StatusBadRequest || !strings.Contains(r.body, `role="alert"`) {
			t.Errorf("another answer after %q: %d %s", answer, r.StatusCode, r.body)
		}
		if r := d.poll(); !isError(r, http.StatusForbidden, "access_denied") {
			t.Errorf("after another answer: %d %s", r.StatusCode, r.body)
		}
	}
}

// A yes to a client that is not first party is a consent: refresh tokens rest on it,
// and of it alone (RT-07).
func TestAYesToADeviceIsConsent(t *testing.T) {
	s := newSystem(t, devices)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	d := s.device("stranger-tv", "audience", api, "scope", "openid offline_access read:orders")
	question := b.get(b.typed(d))
	for _, want := range []string{"Stranger", "Read", "Orders"} {
		if !strings.Contains(question.body, want) {
			t.Errorf("the question lacks %q: %s", want, question.body)
		}
	}
	b.submit(b.deviceQuestion(b.typed(d)), "answer", "allow")
	set := tokenSet(t, d.poll())
	tokenSet(t, s.token("grant_type", "refresh_token", "client_id", "stranger-tv", "refresh_token", text(set, "refresh_token")))
	user := claims(text(set, "id_token"))["sub"].(string)
	if c, err := s.store.Consent(context.Background(), user, "stranger-tv", api); err != nil || c.Scope.String() != "offline_access openid read:orders" {
		t.Errorf("the consent is %v (%v)", c.Scope, err)
	}
	own := s.device("tv")
	b.submit(b.deviceQuestion(b.typed(own)), "answer", "allow")
	if _, err := s.store.Consent(context.Background(), user, "tv", ""); err == nil {
		t.Error("a first-party client has a consent")
	}
}

// What a person saw is what they allow, whatever the configuration says meanwhile;
// and what it does not allow any more is not asked.
func TestADeviceUnderAnotherConfiguration(t *testing.T) {
	s := newSystem(t, devices)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	d := s.device("tv", "audience", api, "scope", "openid read:orders")
	path := b.typed(d)
	s.reloaded(devices, setting{`scopes: [{value: "read:orders", description: Read}]`, "scopes: []"})
	question := b.deviceQuestion(path)
	s.reloaded(devices)
	b.submit(question, "answer", "allow")
	if set := tokenSet(t, d.poll()); set["scope"] != "openid" {
		t.Errorf("the scope is %v, which nobody saw", set["scope"])
	}

	d = s.device("tv")
	path = b.typed(d)
	s.reloaded(devices, setting{"    name: Telly\n", "    connections: [staff]\n"}, setting{"  - {name: email, strategy: email}", "  - {name: email}\n  - {name: staff}"})
	if r := b.get(path); !strings.HasPrefix(r.Header.Get("Location"), "/u/login?") {
		t.Errorf("a connection the client does not use: %d to %q %s", r.StatusCode, r.Header.Get("Location"), r.body)
	}
	s.reloaded(devices, setting{`["urn:ietf:params:oauth:grant-type:device_code", refresh_token]
    allow`, "[refresh_token]\n    allow"})
	if r := b.get(path); r.StatusCode != http.StatusBadRequest || !strings.Contains(r.body, "switched off") {
		t.Errorf("a grant that was taken away: %d %s", r.StatusCode, r.body)
	}
}

// AZ-24: the question can be answered in the browser and the session it was put in,
// and nowhere else.
func TestAZ24_TheAnswerToADeviceBelongsToWhoWasAsked(t *testing.T) {
	s := newSystem(t, devices)
	attacker, victim := s.browser(), s.browser()
	victim.login(ask(), "bob@example.test", "535353")
	d := s.device("tv")
	path := attacker.atDevice(d, ann, annsCode)
	question := attacker.deviceQuestion(path)
	for name, r := range map[string]reply{"sees": victim.get(path), "answers": victim.submit(question, "answer", "allow")} {
		if r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" {
			t.Errorf("another browser %s: %d to %q", name, r.StatusCode, r.Header.Get("Location"))
		}
	}
	d.waits()
	attacker.login(ask("prompt", "login"), "bob@example.test", "535353")
	if r := attacker.submit(question, "answer", "allow"); !strings.HasPrefix(r.Header.Get("Location"), "/activate/confirm?") {
		t.Errorf("an answer in another session: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	d.waits()
	if page := attacker.get(path); !strings.Contains(page.body, "bob@example.test") {
		t.Errorf("asked anew: %s", page.body)
	}
}

// AZ-23: the state of a login, of a question and of a device do not stand in for
// each other.
func TestAZ23_StatesOfDevicesAreForDevices(t *testing.T) {
	s := newSystem(t, devices, stranger)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	d := s.device("tv")
	_, typed, _ := strings.Cut(b.typed(d), "?")
	_, asked, _ := strings.Cut(b.deviceQuestion("/activate/confirm?"+typed), "?")
	s.clock.move(time.Second) // a login in this very moment would do
	_, login, _ := strings.Cut(b.get(ask("prompt", "login")).Header.Get("Location"), "?")
	_, consent, _ := strings.Cut(b.question(strangers()), "?")
	if r := b.get("/authorize/resume?" + typed); !strings.Contains(r.body, "The parameter state is not usable") {
		t.Errorf("a device's at resume: %s", r.body)
	}
	if r := b.get("/activate/confirm?" + login); !strings.Contains(r.body, "This login address is damaged") {
		t.Errorf("a login's at a device: %s", r.body)
	}
	for name, r := range map[string]reply{
		"a device's at resume":     b.get("/authorize/resume?" + typed),
		"a question's at resume":   b.get("/authorize/resume?" + asked),
		"a device's at consent":    b.get("/u/consent?" + typed),
		"a question's at consent":  b.submit("/u/consent?"+asked, "answer", "allow"),
		"a login's at a device":    b.get("/activate/confirm?" + login),
		"a consent's at a device":  b.submit("/activate/confirm?"+consent, "answer", "allow"),
		"nothing at a device":      b.get("/activate/confirm"),
		"nothing, and an answer":   b.submit("/activate/confirm", "answer", "allow"),
		"no code":                  b.submit("/activate"),
		"a device code for a code": b.submit("/activate", "user_code", d.DeviceCode),
	} {
		if r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" {
			t.Errorf("%s: %d to %q", name, r.StatusCode, r.Header.Get("Location"))
		}
	}
	d.waits()
}

// TK-22: five wrong codes, and the page says how long to wait.
func TestTK22_WrongUserCodesAreLimited(t *testing.T) {
	s := newSystem(t, devices)
	b, d := s.browser(), s.device("tv")
	for i := range 5 {
		if r := b.submit("/activate", "user_code", "BCDF-GHJK"); r.StatusCode != http.StatusBadRequest || !strings.Contains(r.body, "not right") {
			t.Errorf("wrong code %d: %d %s", i, r.StatusCode, r.body)
		}
	}
	for _, who := range []*browser{b, s.browser()} { // a new browser is no new guesser
		if r := who.submit("/activate", "user_code", d.UserCode); r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
			t.Errorf("the right code: %d to %q", r.StatusCode, r.Header.Get("Location"))
		}
	}
	s.clock.move(time.Hour)
	b.typed(s.device("tv"))
}

// What could not be granted is refused before anybody types a code.
func TestWhoMayAskForADevice(t *testing.T) {
	s := newSystem(t, devices)
	for name, row := range map[string]struct {
		fields []string
		status int
		code   string
	}{
		"without the grant":   {[]string{"client_id", "spa"}, 403, "unauthorized_client"},
		"nobody":              {[]string{"client_id", "nobody"}, 401, "invalid_client"},
		"no client":           {nil, 401, "invalid_client"},
		"a secret is missing": {[]string{"client_id", "console"}, 401, "invalid_client"},
		"a wrong secret":      {[]string{"client_id", "console", "client_secret", "guessed"}, 401, "invalid_client"},
		"an unknown API":      {[]string{"client_id", "tv", "audience", "https://nowhere.example.com"}, 403, "access_denied"},
		"an unknown resource": {[]string{"client_id", "tv", "resource", "https://nowhere.example.com"}, 400, "invalid_target"},
	} {
		if r := s.beginDevice(row.fields...); !isError(r, row.status, row.code) {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
	d := s.device("console", "client_secret", "the secret of a console")
	if r := d.poll(); !isError(r, 401, "invalid_client") {
		t.Errorf("a poll without the secret: %d %s", r.StatusCode, r.body)
	}
	if r := d.poll("client_secret", "the secret of a console"); !isError(r, 403, "authorization_pending") {
		t.Errorf("a poll with it: %d %s", r.StatusCode, r.body)
	}
	if r := s.token("grant_type", deviceGrant, "client_id", "tv"); !isError(r, 400, "invalid_request") {
		t.Errorf("no device_code: %d %s", r.StatusCode, r.body)
	}
	if r := s.token("grant_type", deviceGrant, "client_id", "tv", "device_code", d.DeviceCode, "client_secret", ""); !isError(r, 403, "invalid_grant") {
		t.Errorf("another client's code: %d %s", r.StatusCode, r.body)
	}
}

// AZ-25: a yes is worth nothing once its person is blocked or gone.
func TestAZ25_TheYesOfNobody(t *testing.T) {
	for name, act := range map[string]func(*system){"blocked": (*system).blockPeople, "deleted": (*system).deletePeople} {
		s := newSystem(t, devices)
		b := s.browser()
		b.login(ask(), ann, annsCode)
		d := s.device("tv")
		b.submit(b.deviceQuestion(b.typed(d)), "answer", "allow")
		act(s)
		if r := d.poll(); !isError(r, http.StatusForbidden, "invalid_grant") {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
}

// RC-06, TK-22: of fifty requests with one device code one gets tokens.
func TestRC06_FiftyDevicesWithOneCode(t *testing.T) {
	s := newSystem(t, devices)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	d := s.device("tv")
	b.submit(b.deviceQuestion(b.typed(d)), "answer", "allow")
	var won, lost atomic.Int64
	var ready, done sync.WaitGroup
	ready.Add(50)
	for range 50 {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			r := s.token("grant_type", deviceGrant, "client_id", "tv", "device_code", d.DeviceCode)
			switch {
			case r.StatusCode == http.StatusOK:
				won.Add(1)
			case isError(r, http.StatusForbidden, "invalid_grant"):
				lost.Add(1)
			default:
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
		})
	}
	done.Wait()
	if won.Load() != 1 || lost.Load() != 49 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
}

// SE-08: neither code comes into the log.
func TestDeviceCodesStayOutOfTheLog(t *testing.T) {
	s := newSystem(t, devices)
	b := s.browser()
	d := s.device("tv")
	d.waits()
	path := b.atDevice(d, ann, annsCode)
	b.submit(b.deviceQuestion(path), "answer", "allow")
	tokenSet(t, d.poll())
	log, _ := url.QueryUnescape(s.log.String())
	for _, secret := range []string{d.DeviceCode, d.UserCode} {
		if strings.Contains(log, secret) || strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
