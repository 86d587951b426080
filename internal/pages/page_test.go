package pages

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const callback = "https://app.example.com/callback"

// samples are one of every page a person can meet, by the name of its picture.
func samples(rd *Renderer) map[string]func(http.ResponseWriter) error {
	login := LoginPage{Client: "Playground", State: "sealed-state", RedirectURI: callback}
	code := CodePage{State: "sealed-state", Address: "ada@example.com", RedirectURI: callback}
	withLogin := func(p Problem) LoginPage {
		login := login
		login.Address, login.Problem = "ada@example", p
		return login
	}
	withCode := func(p Problem) CodePage { code := code; code.Problem = p; return code }
	resent := code
	resent.Resent = true
	link := LinkPage{Client: "Playground", Address: "ada@example.com", Token: "sealed-token", RedirectURI: callback}
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
		"code-wrong":     func(w http.ResponseWriter) error { return rd.Code(w, withCode(Problem{Kind: CodeWrong})) },
		"code-expired":   func(w http.ResponseWriter) error { return rd.Code(w, withCode(Problem{Kind: CodeExpired})) },
		"code-exhausted": func(w http.ResponseWriter) error { return rd.Code(w, withCode(Problem{Kind: CodeExhausted})) },
		"code-too-many": func(w http.ResponseWriter) error {
			return rd.Code(w, withCode(Problem{TooManyGuesses, 30 * time.Second}))
		},
		"link":           func(w http.ResponseWriter) error { return rd.Link(w, link) },
		"link-elsewhere": func(w http.ResponseWriter) error { return rd.Link(w, elsewhere) },
		"link-either":    func(w http.ResponseWriter) error { return rd.Link(w, either) },
		"error": func(w http.ResponseWriter) error {
			return rd.Error(w, ErrorPage{Status: 400, Detail: "Callback URL mismatch: the redirect_uri of this request is not in the list callbacks of client spa.", RequestID: "b7Qd0f3kS2a9xW1c"})
		},
		"error-expired":   func(w http.ResponseWriter) error { return rd.Fail(w, LoginExpired, "b7Qd0f3kS2a9xW1c") },
		"error-elsewhere": func(w http.ResponseWriter) error { return rd.Fail(w, LoginElsewhere, "b7Qd0f3kS2a9xW1c") },
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

// TestSaveSamples writes the pages where PAGES_OUT says, to be looked at.
func TestEveryPageRenders(t *testing.T) {
	dir := os.Getenv("PAGES_OUT")
	for name, write := range samples(&Renderer{TenantName: "Example"}) {
		body := rendered(t, write).Body.String()
		if !strings.HasSuffix(body, "</html>\n") {
			t.Errorf("%s ends in %q", name, body[max(0, len(body)-20):])
		}
		if dir != "" {
			body = strings.ReplaceAll(body, StylesheetPath, "authd.css")
			if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(body), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
