package pages

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/oauth"
)

const callback = "https://app.example.com/callback"

// samples are one of every page a person can meet, by the name of its picture.
func samples(rd *Renderer) map[string]func(http.ResponseWriter) error {
	return samplesIn(rd, Look{})
}

func samplesIn(rd *Renderer, look Look) map[string]func(http.ResponseWriter) error {
	login := LoginPage{Look: look, Client: "Playground", State: "sealed-state", RedirectURI: callback}
	code := CodePage{Look: look, State: "sealed-state", Address: "ada@example.com", RedirectURI: callback}
	withLogin := func(p Problem) LoginPage {
		login := login
		login.Address, login.Problem = "ada@example", p
		return login
	}
	withCode := func(p Problem) CodePage { code := code; code.Problem = p; return code }
	resent, dev := code, code
	resent.Resent = true
	dev.Inbox = "/dev/inbox"
	link := LinkPage{Look: look, Client: "Playground", Address: "ada@example.com", Token: "sealed-token", RedirectURI: callback}
	elsewhere, either := link, link
	elsewhere.Token, elsewhere.Code = "", "048213"
	either.Code = "048213"
	return map[string]func(http.ResponseWriter) error{
		"login":         func(w http.ResponseWriter) error { return rd.Login(w, login) },
		"login-invalid": func(w http.ResponseWriter) error { return rd.Login(w, withLogin(Problem{Kind: AddressInvalid})) },
		"login-too-many": func(w http.ResponseWriter) error {
			return rd.Login(w, withLogin(Problem{TooManyMails, 41 * time.Minute}))
		},
		"code":           func(w http.ResponseWriter) error { return rd.Code(w, code) },
		"code-resent":    func(w http.ResponseWriter) error { return rd.Code(w, resent) },
		"code-dev":       func(w http.ResponseWriter) error { return rd.Code(w, dev) },
		"code-wrong":     func(w http.ResponseWriter) error { return rd.Code(w, withCode(Problem{Kind: CodeWrong})) },
		"code-expired":   func(w http.ResponseWriter) error { return rd.Code(w, withCode(Problem{Kind: CodeExpired})) },
		"code-exhausted": func(w http.ResponseWriter) error { return rd.Code(w, withCode(Problem{Kind: CodeExhausted})) },
		"code-too-many": func(w http.ResponseWriter) error {
			return rd.Code(w, withCode(Problem{TooManyGuesses, 30 * time.Second}))
		},
		"link":           func(w http.ResponseWriter) error { return rd.Link(w, link) },
		"link-elsewhere": func(w http.ResponseWriter) error { return rd.Link(w, elsewhere) },
		"link-either":    func(w http.ResponseWriter) error { return rd.Link(w, either) },
		"logout": func(w http.ResponseWriter) error {
			return rd.Logout(w, LogoutPage{Look: look, Client: "Playground", Address: "ada@example.com", State: "sealed-state", RedirectURI: callback})
		},
		"logged-out": func(w http.ResponseWriter) error { return rd.LoggedOut(w, LoggedOutPage{Look: look}) },
		"logged-out-silent": func(w http.ResponseWriter) error {
			return rd.LoggedOut(w, LoggedOutPage{Look: look, Silent: []string{"Orders <i>", "Mail"}})
		},
		"consent": func(w http.ResponseWriter) error {
			return rd.Consent(w, ConsentPage{
				Look: look, Client: "Stranger", Address: "ada@example.com", API: "Orders", Own: oauth.Scope{"openid", "email", "offline_access"}, Scopes: []string{"Read your orders"},
				State: "sealed-state", RedirectURI: callback,
			})
		},
		"user-code": func(w http.ResponseWriter) error { return rd.UserCode(w, UserCodePage{Look: look, Code: "WDJB-MJHT"}) },
		"user-code-wrong": func(w http.ResponseWriter) error {
			return rd.UserCode(w, UserCodePage{Look: look, Problem: Problem{Kind: UserCodeWrong}})
		},
		"device": func(w http.ResponseWriter) error {
			return rd.Device(w, DevicePage{
				Look: look, Client: "TV", Address: "ada@example.com", Code: "WDJB-MJHT", API: "Orders", Own: oauth.Scope{"openid", "email"}, Scopes: []string{"Read your orders"}, State: "sealed-state",
			})
		},
		"device-allowed": func(w http.ResponseWriter) error {
			return rd.DeviceAnswered(w, DeviceAnsweredPage{Look: look, Client: "TV", Allowed: true})
		},
		"device-denied": func(w http.ResponseWriter) error {
			return rd.DeviceAnswered(w, DeviceAnsweredPage{Look: look, Client: "TV"})
		},
		"error": func(w http.ResponseWriter) error {
			return rd.Error(w, ErrorPage{Look: look, Status: 400, Detail: "Callback URL mismatch: the redirect_uri of this request is not in the list callbacks of client spa.", RequestID: "b7Qd0f3kS2a9xW1c"})
		},
		"error-expired":   func(w http.ResponseWriter) error { return rd.Fail(w, look, LoginExpired, "b7Qd0f3kS2a9xW1c") },
		"error-elsewhere": func(w http.ResponseWriter) error { return rd.Fail(w, look, LoginElsewhere, "b7Qd0f3kS2a9xW1c") },
	}
}

func rendered(t *testing.T, write func(http.ResponseWriter) error) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	if err := write(w); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEveryPageIsWhole(t *testing.T) {
	for name, write := range samples(&Renderer{TenantName: "Example"}) {
		body := rendered(t, write).Body.String()
		whole := strings.HasPrefix(body, "<!doctype html>\n<html lang=\"en\">") && strings.HasSuffix(strings.TrimSpace(body), "</html>")
		if !whole || strings.Count(body, "<h1>") != 1 || strings.Contains(body, "<script") || strings.Contains(body, " style=") {
			t.Errorf("%s is\n%s", name, body)
		}
	}
}

// SE-11: what password managers, phones and automated browsers rely on.
func TestSE11_PageContract(t *testing.T) {
	rows := map[string][]string{
		"login": {"Sign in", `action="/u/login?state=sealed-state"`, `<label for="email">`, `<input id="email" name="email" type="email"`, `autocomplete="email"`, `<button id="continue" type="submit">`},
		"code": {"Sign in", `action="/u/code?state=sealed-state"`, `<label for="code">`, `<input id="code"`, `inputmode="numeric" autocomplete="one-time-code"`, `<button id="verify" type="submit">`,
			`<input type="hidden" name="action" value="resend">`, `<button id="resend"`, `<a id="another" href="/u/login?state=sealed-state">`, "ada@example.com"},
		"code-resent":       {`role="status"`, `id="code"`},
		"code-dev":          {`href="/dev/inbox"`, `<button id="resend"`},
		"code-wrong":        {`role="alert"`, `aria-invalid="true"`, `aria-describedby="problem hint"`, `id="code"`, "<title>Error: "},
		"code-expired":      {`id="resend"`, "too old"},
		"code-exhausted":    {`id="resend"`, "too many wrong tries"},
		"login-invalid":     {`value="ada@example"`, `aria-invalid="true"`, "name@example.com"},
		"login-too-many":    {"Try again in 41 minutes."},
		"code-too-many":     {"Try again in 30 seconds."},
		"link":              {`action="/passwordless/link?token=sealed-token"`, "Playground", "ada@example.com", "Sign in"},
		"link-elsewhere":    {"048213", "Playground", "ada@example.com"},
		"link-either":       {`action="/passwordless/link?token=sealed-token"`, "048213"},
		"logout":            {"Log out?", `action="/u/logout-confirm?state=sealed-state"`, `<button id="confirm" type="submit">`, `<button id="everywhere" class="second" type="submit" name="reach" value="everywhere">`, "ada@example.com", "Playground"},
		"logged-out":        {"logged out"},
		"logged-out-silent": {"logged out", `id="silent"`, "<li>Orders &lt;i&gt;</li>", "<li>Mail</li>"},
		"consent": {`action="/u/consent?state=sealed-state"`, `<button id="allow" type="submit" name="answer" value="allow">`, `<button id="deny"`, `name="answer" value="deny">`,
			"Stranger", "ada@example.com", "Read your orders", "Orders", "See your email address"},
		"user-code":       {`action="/activate"`, `<label for="code">`, `<input id="code" class="digits" name="user_code"`, `value="WDJB-MJHT"`, `<button id="continue" type="submit">`},
		"user-code-wrong": {`role="alert"`, `aria-invalid="true"`, `id="code"`},
		"device": {`action="/activate/confirm?state=sealed-state"`, `<button id="allow" type="submit" name="answer" value="allow">`, `<button id="deny"`, `name="answer" value="deny">`,
			"TV", "ada@example.com", "WDJB-MJHT", "Read your orders", "Orders", "See your email address"},
		"device-allowed": {"Device connected", "TV"},
		"device-denied":  {"Not connected", "TV"},
		"error":          {"redirect_uri", "b7Qd0f3kS2a9xW1c", "Go back to the application"},
	}
	pages := samples(&Renderer{})
	for name, parts := range rows {
		body := rendered(t, pages[name]).Body.String()
		for _, part := range parts {
			if !strings.Contains(body, part) {
				t.Errorf("%s lacks %s:\n%s", name, part, body)
			}
		}
	}
}

// PL-12: without a token there is no form, so no way to log in there.
func TestPL12_AnotherBrowserHasNoForm(t *testing.T) {
	body := rendered(t, samples(&Renderer{})["link-elsewhere"]).Body.String()
	if strings.Contains(body, "<form") || strings.Contains(body, "<button") {
		t.Errorf("the page is\n%s", body)
	}
}

func TestADeadCodeLeavesNoField(t *testing.T) {
	for _, name := range []string{"code-expired", "code-exhausted"} {
		if body := rendered(t, samples(&Renderer{})[name]).Body.String(); strings.Contains(body, `id="code"`) {
			t.Errorf("%s still asks for the code", name)
		}
	}
}

func TestStatusTellsTheProblem(t *testing.T) {
	rows := []struct {
		page       string
		status     int
		retryAfter string
	}{
		{"login", 200, ""}, {"login-invalid", 400, ""}, {"login-too-many", 429, "2460"},
		{"code", 200, ""}, {"code-wrong", 400, ""}, {"code-expired", 400, ""}, {"code-exhausted", 400, ""}, {"code-too-many", 429, "30"},
		{"user-code", 200, ""}, {"user-code-wrong", 400, ""}, {"device", 200, ""},
		{"link", 200, ""}, {"link-elsewhere", 200, ""}, {"error", 400, ""}, {"error-expired", 400, ""},
	}
	for _, row := range rows {
		w := rendered(t, samples(&Renderer{})[row.page])
		if w.Code != row.status || w.Header().Get("Retry-After") != row.retryAfter {
			t.Errorf("%s answers %d, Retry-After %q", row.page, w.Code, w.Header().Get("Retry-After"))
		}
	}
}

// SE-08, AZ-30: whatever comes in as a value comes out as text. html/template
// escapes by place; this holds the templates to letting it.
func TestSE08_ValuesStayText(t *testing.T) {
	payloads := []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' autofocus onfocus='alert(1)`,
		`</title><script>alert(1)</script>`, `javascript:alert(1)`, `{{.Text}}`, "\u2028<svg onload=alert(1)>", `x"/onmouseover="alert(1)`,
	}
	for _, p := range payloads {
		rd := &Renderer{TenantName: p}
		for name, write := range map[string]func(http.ResponseWriter) error{
			"login": func(w http.ResponseWriter) error {
				return rd.Login(w, LoginPage{Client: p, State: p, Address: p, RedirectURI: p})
			},
			"code": func(w http.ResponseWriter) error { return rd.Code(w, CodePage{State: p, Address: p, RedirectURI: p}) },
			"link": func(w http.ResponseWriter) error {
				return rd.Link(w, LinkPage{Client: p, Address: p, Token: p, Code: p, RedirectURI: p})
			},
			"logout": func(w http.ResponseWriter) error {
				return rd.Logout(w, LogoutPage{Client: p, Address: p, State: p, RedirectURI: p})
			},
			"consent": func(w http.ResponseWriter) error {
				return rd.Consent(w, ConsentPage{Client: p, Address: p, API: p, Own: oauth.Scope{p, "openid"}, Scopes: []string{p}, State: p, RedirectURI: p})
			},
			"user code": func(w http.ResponseWriter) error { return rd.UserCode(w, UserCodePage{Code: p}) },
			"device": func(w http.ResponseWriter) error {
				return rd.Device(w, DevicePage{Client: p, Address: p, Code: p, API: p, Own: oauth.Scope{p, "openid"}, Scopes: []string{p}, State: p})
			},
			"device answered": func(w http.ResponseWriter) error {
				return rd.DeviceAnswered(w, DeviceAnsweredPage{Client: p, Allowed: true})
			},
			"error": func(w http.ResponseWriter) error {
				return rd.Error(w, ErrorPage{Status: 400, Detail: p, RequestID: p})
			},
		} {
			w := rendered(t, write)
			for _, broken := range []string{"<script", "<img", "<svg", `" on`, `"/on`, "' on", `href="javascript:`, `action="javascript:`} {
				if strings.Contains(w.Body.String(), broken) {
					t.Errorf("%s with %q holds %q", name, p, broken)
				}
			}
		}
	}
}
