package endpoints

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/locale"
	"authd/internal/oauth"
)

var success = regexp.MustCompile(`^\{"_id":"[0-9a-f]{24}","email":"ada@example\.com","email_verified":false\}$`)

// wrongSecret is what package clientauth says.
const wrongSecret = "Client authentication failed: the client is unknown, or this is not its registered secret or method."

// The bodies auth0.js and the widgets send, as recorded from them.
func TestStartBodies(t *testing.T) {
	rows := []struct {
		name, kind, body string
		link             oauth.Params // what the link goes on with; nil: no link
	}{
		{"auth0.js 8.8.0, code", "application/json",
			`{"client_id":"spa","connection":"email","send":"code","email":"ada@example.com","authParams":{"scope":"openid","redirect_uri":"https://app.example.com/cb","response_type":"token"}}`, nil},
		{"auth0.js 9, link", "application/json;charset=utf-8",
			`{"client_id":"spa","connection":"email","send":"link","email":" Ada@example.com ","authParams":{"response_type":"token id_token","redirect_uri":"https://app.example.com/cb","scope":"openid profile","state":"s","nonce":"n"}}`,
			oauth.Params{"client_id": "spa", "response_type": "token id_token", "redirect_uri": "https://app.example.com/cb", "scope": "openid profile", "state": "s", "nonce": "n"}},
		{"auth0.js 6, code", "application/x-www-form-urlencoded; charset=UTF-8", "client_id=spa&email=ada%40example.com&connection=email&send=code", nil},
		{"auth0.js 6, link", "application/x-www-form-urlencoded",
			"client_id=spa&email=ada%40example.com&connection=email&send=link&authParams%5Bscope%5D=openid&authParams[redirect_uri]=https%3A%2F%2Fapp.example.com%2Fcb&authParams[response_type]=token&authParams[app_state][x]=1",
			oauth.Params{"client_id": "spa", "response_type": "token", "redirect_uri": "https://app.example.com/cb", "scope": "openid"}},
		{"send null is a link, of a token", "application/json",
			`{"client_id":"spa","connection":"email","send":null,"email":"ada@example.com","authParams":{"redirect_uri":"https://app.example.com/cb"}}`,
			oauth.Params{"client_id": "spa", "response_type": "token", "redirect_uri": "https://app.example.com/cb"}},
		{"authParams as the caller wrote them", "application/json",
			`{"client_id":"spa","connection":"email","email":"ada@example.com","authParams":{"redirectUri":"https://app.example.com/cb","responseType":"code","max_age":60,"owp":true,"appState":{"a":1},"list":[1],"none":null,"empty":"","client_id":"backend"}}`,
			oauth.Params{"client_id": "spa", "response_type": "code", "redirect_uri": "https://app.example.com/cb", "max_age": "60", "owp": "true"}},
		{"snake case wins", "application/json",
			`{"client_id":"spa","connection":"email","email":"ada@example.com","authParams":{"redirectUri":"https://evil.example/","redirect_uri":"https://app.example.com/cb"}}`,
			oauth.Params{"client_id": "spa", "response_type": "token", "redirect_uri": "https://app.example.com/cb"}},
		{"options that leak from the caller", "application/json",
			`{"client_id":"spa","connection":"email","send":"code","email":"ada@example.com","timeout":5,"tenant":"t","app_state":{"a":[1]},"type":"code","captcha":null}`, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := newBench(t)
			w := b.post(b.Start, row.kind, row.body)
			if w.Code != 200 || !success.MatchString(w.Body.String()) || len(b.mails) != 1 {
				t.Fatalf("got %d %s and %d mails", w.Code, w.Body, len(b.mails))
			}
			mail := b.last()
			if mail.To != "ada@example.com" || len(mail.Code) != 6 || (mail.Link != "") != (row.link != nil) {
				t.Errorf("the mail says %+v", mail)
			}
			if row.link != nil && (len(b.sealed) != 1 || !maps.Equal(b.sealed[0], row.link)) {
				t.Errorf("the link goes on with %v, want %v", b.sealed, row.link)
			}
		})
	}
}

// Auth0's errors, byte for byte where it has the case.
func TestStartErrors(t *testing.T) {
	rows := []struct {
		name, body  string
		status      int
		code, words string
	}{
		{"no client", `{"connection":"email","email":"ada@example.com"}`, 400, "bad.client_id", "Missing required property: client_id"},
		{"unknown client", `{"client_id":"none","connection":"email","email":"ada@example.com"}`, 400, "bad.client_id", "Unknown client: no client has the client_id none."},
		{"no connection", `{"client_id":"spa","email":"ada@example.com","send":"code"}`, 400, "bad.connection", "Missing required property: connection"},
		{"unknown connection", `{"client_id":"spa","connection":"none","email":"ada@example.com","send":"code"}`, 400, "bad.connection", "Connection does not exist: none."},
		{"no number", `{"client_id":"spa","connection":"sms","email":"ada@example.com","send":"code"}`, 400, "bad.phone_number", "Missing required property: phone_number"},
		{"no country's code", `{"client_id":"spa","connection":"sms","phone_number":"0151 12345678","send":"code"}`, 400, "bad.phone_number", "error in phone_number - phone_number format validation failed: a phone number begins with + and the country's code, like +14155550123, and has 15 digits at most"},
		{"a country that is not served", `{"client_id":"spa","connection":"sms","phone_number":"+4915112345678","send":"code"}`, 400, "bad.phone_number", "Text messages are sent to numbers of these countries only: US. This one is of DE; delivery.sms.countries says which."},
		{"a connection of others", `{"client_id":"backend","client_secret":"a long secret of the backend","connection":"closed","email":"ada@example.com","send":"code"}`, 400, "bad.connection", "Connection is disabled: the client backend does not list closed under connections."},
		{"no email", `{"client_id":"spa","connection":"email","send":"code"}`, 400, "bad.email", "Missing required property: email"},
		{"bad email", `{"client_id":"spa","connection":"email","send":"code","email":"ada@@example.com"}`, 400, "bad.email", "error in email - email format validation failed: exactly one e-mail address is needed, with exactly one @"},
		{"email of another type", `{"client_id":"spa","connection":"email","send":"code","email":["a@b.com"]}`, 400, "bad.email", "Missing required property: email"},
		{"unknown send", `{"client_id":"spa","connection":"email","send":"sms","email":"ada@example.com"}`, 400, "bad.send", "send must be link or code."},
		{"authParams a text", `{"client_id":"spa","connection":"email","authParams":"scope=openid","email":"ada@example.com"}`, 400, "bad.authParams", "error in authParams - invalid type: string (expected object)"},
		{"authParams a list", `{"client_id":"spa","connection":"email","authParams":[],"email":"ada@example.com"}`, 400, "bad.authParams", "error in authParams - invalid type: array (expected object)"},
		{"authParams a number", `{"client_id":"spa","connection":"email","authParams":7,"email":"ada@example.com"}`, 400, "bad.authParams", "error in authParams - invalid type: number or boolean (expected object)"},
		{"authParams of another's page", `{"client_id":"spa","connection":"email","authParams":{"redirect_uri":"https://evil.example/"},"email":"ada@example.com"}`, 400, "bad.authParams", "error in authParams - redirect_uri is not registered for client spa."},
		{"no JSON", `client_id=spa`, 400, "bad.request", "The body must be one JSON object."},
		{"two JSON values", `{"client_id":"spa"}{}`, 400, "bad.request", "The body must be one JSON object."},
		{"a list", `[]`, 400, "bad.request", "The body must be one JSON object."},
		{"no secret of a confidential client", `{"client_id":"backend","connection":"email","email":"ada@example.com","send":"code"}`, 401, "invalid_client", wrongSecret},
		{"a wrong secret", `{"client_id":"backend","client_secret":"a long secret of the backenD","connection":"email","email":"ada@example.com","send":"code"}`, 401, "invalid_client", wrongSecret},
	}
	b := newBench(t)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := b.postJSON(b.Start, row.body)
			expect(t, w, row.status, fmt.Sprintf(`{"error":%q,"error_description":%q}`, row.code, row.words))
			if len(b.mails) != 0 {
				t.Error("a mail was composed")
			}
		})
	}
	t.Run("another content type", func(t *testing.T) {
		w := b.post(b.Start, "text/plain", `{}`)
		expect(t, w, 400, `{"error":"bad.request","error_description":"The Content-Type must be application/json or application/x-www-form-urlencoded."}`)
	})
	t.Run("authParams a text in a form", func(t *testing.T) {
		w := b.postForm(b.Start, "client_id=spa&authParams=x")
		expect(t, w, 400, `{"error":"bad.authParams","error_description":"error in authParams - invalid type: string (expected object)"}`)
	})
	t.Run("a client said twice", func(t *testing.T) {
		w := b.postForm(b.Start, "client_id=spa&client_id=backend")
		expect(t, w, 400, `{"error":"invalid_request","error_description":"The parameter client_id was sent more than once."}`)
	})
}

func TestAConfidentialClientStartsWithItsSecret(t *testing.T) {
	b := newBench(t)
	w := b.postJSON(b.Start, `{"client_id":"backend","client_secret":"a long secret of the backend","connection":"email","email":"ada@example.com","send":"code"}`)
	if w.Code != 200 || len(b.mails) != 1 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// PL-20: status, headers and body are the same for a known address, an unknown
// one and an unknown one that may not sign up.
func TestPL20_OneAnswerForEveryAddress(t *testing.T) {
	b := newBench(t)
	user := authd.User{ID: "email|1", Connection: "closed", Identifier: "known@example.com", CreatedAt: now, UpdatedAt: now}
	if _, err := b.Service.Users.FindOrCreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	answers := map[string]bool{}
	for _, connection := range []string{"email", "closed"} {
		for _, name := range []string{"known", "other"} {
			w := b.postJSON(b.Start, fmt.Sprintf(`{"client_id":"spa","connection":%q,"send":"code","email":"%s@example.com"}`, connection, name))
			answers[withoutIDs(w, name)] = true
		}
	}
	if len(answers) != 1 {
		t.Errorf("the answers differ: %v", answers)
	}
}

// withoutIDs is an answer without what differs from request to request.
func withoutIDs(w *httptest.ResponseRecorder, name string) string {
	headers := w.Header().Clone()
	headers.Del("X-Request-Id")
	body := regexp.MustCompile(`[0-9a-f]{24}`).ReplaceAllString(w.Body.String(), "ID")
	return fmt.Sprint(w.Code, headers, strings.ReplaceAll(body, name, "NAME"))
}

// PL-13: no header of a request reaches a link or the mail.
func TestPL13_HeadersDoNotReachTheMail(t *testing.T) {
	b := newBench(t)
	evil := "evil.example"
	w := b.postJSON(b.Start, `{"client_id":"spa","connection":"email","email":"ada@example.com","authParams":{"redirect_uri":"https://app.example.com/cb"}}`,
		"Host", evil, "X-Forwarded-Host", evil, "X-Forwarded-Server", evil, "X-Host", evil,
		"Forwarded", "host="+evil, "X-Original-URL", "https://"+evil, "Origin", "https://"+evil, "Referer", "https://"+evil)
	mail := b.last()
	if w.Code != 200 || mail.Host != "login.example.com" || !strings.HasPrefix(mail.Link, "https://login.example.com/passwordless/link?token=") {
		t.Errorf("got %d; the mail says %s, %s", w.Code, mail.Host, mail.Link)
	}
}

func TestTheLanguageOfTheMail(t *testing.T) {
	rows := []struct {
		name, header, value string
		want                locale.Wanted
	}{
		{"none", "Accept", "*/*", ""},
		{"the browser's", "Accept-Language", "de-CH, en;q=0.8", "de-CH,en"},
		{"with a weight", "Accept-Language", "fr;q=0.9,en", "en,fr"},
		{"auth0.js's own", "X-Request-Language", "pt-BR", "pt-BR"},
	}
	b := newBench(t)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b.postJSON(b.Start, `{"client_id":"spa","connection":"email","send":"code","email":"ada@example.com"}`, row.header, row.value)
			if got := b.last().Language; got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// The page behind a link speaks as its mail does, also in a browser that nobody
// asked for a language.
func TestTheLanguageOfTheLink(t *testing.T) {
	for asked, want := range map[string]string{"": "pt-BR", `,"ui_locales":"de fr"`: "de fr"} {
		b := newBench(t)
		b.postJSON(b.Start, `{"client_id":"spa","connection":"email","email":"ada@example.com","authParams":{"redirect_uri":"https://app.example.com/cb"`+asked+`}}`, "X-Request-Language", "pt-BR")
		if got := b.sealed[0]["ui_locales"]; got != want {
			t.Errorf("asked for %q the link goes on in %q, want %q", asked, got, want)
		}
	}
}

// PL-29: who uses only the API meets the limits of the pages.
func TestPL29_TheAPIHasTheLimits(t *testing.T) {
	b := newBench(t)
	b.Service.Limits.StartPerAddress = []authd.Rate{{N: 1, Per: 30 * time.Second}}
	b.Service.Limits.WrongCodePerAddress = []authd.Rate{{N: 1, Per: time.Hour}}
	start := `{"client_id":"spa","connection":"email","send":"code","email":"ada@example.com"}`
	guess := `{"connection":"email","email":"ada@example.com","verification_code":"x"}`
	if w := b.postJSON(b.Start, start); w.Code != 200 {
		t.Fatalf("got %d", w.Code)
	}
	w := b.postJSON(b.Start, start)
	expect(t, w, 429, `{"error":"too_many_requests","error_description":"Too many requests: limits.passwordless_start.per_address allows 1 in 30s. Try again in 35s."}`)
	if after := w.Header().Get("Retry-After"); after != "35" {
		t.Errorf("Retry-After is %q", after)
	}
	if w := b.postJSON(b.Verify, guess); w.Code != 401 {
		t.Errorf("got %d", w.Code)
	}
	w = b.postJSON(b.Verify, guess)
	if w.Code != 429 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"error":"too_many_attempts"`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if _, _, err := b.RedeemParams(t.Context(), oauth.Params{"client_id": "spa", "connection": "email", "email": "ada@example.com", "verification_code": b.last().Code}, zeroIP, b.at); err == nil {
		t.Error("verify_redirect does not have the limit")
	}
}
