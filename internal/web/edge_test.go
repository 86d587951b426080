package web

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/oauth"
)

func TestCausesStayInTheLog(t *testing.T) {
	var logged bytes.Buffer
	edge := Edge{Log: slog.New(slog.NewTextHandler(&logged, nil))}
	w := httptest.NewRecorder()
	edge.API(func(http.ResponseWriter, *http.Request) error { return errors.New("dial tcp db.internal: refused") })(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "db.internal") {
		t.Errorf("the client was told %d %s", w.Code, w.Body)
	}
	if !strings.Contains(logged.String(), "db.internal") {
		t.Errorf("the log lacks the cause: %s", logged.String())
	}
}

func TestAPanicIsAnsweredAndLogged(t *testing.T) {
	var logged bytes.Buffer
	h := Recover(slog.New(slog.NewTextHandler(&logged, nil)))(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") }))
	if got := status(h, httptest.NewRequest(http.MethodGet, "/", nil)); got != http.StatusInternalServerError {
		t.Errorf("status %d", got)
	}
	if !strings.Contains(logged.String(), "boom") {
		t.Errorf("log: %s", logged.String())
	}
}

func TestTheAccessLogHoldsNoSecret(t *testing.T) {
	var logged bytes.Buffer
	h := Watch(time.Now, Log(slog.New(slog.NewTextHandler(&logged, nil))))(teapot)
	r := httptest.NewRequest(http.MethodPost, "/passwordless/link?token=SECRET", strings.NewReader("verification_code=SECRET"))
	r.Header.Set("Authorization", "Bearer SECRET")
	r.Header.Set("Cookie", "__Host-authd=SECRET")
	h.ServeHTTP(httptest.NewRecorder(), r)
	if strings.Contains(logged.String(), "SECRET") || !strings.Contains(logged.String(), "status=418") {
		t.Errorf("log: %s", logged.String())
	}
}

func TestCORS(t *testing.T) {
	c := CORS{Origins: []string{"https://app.test"}, Methods: []string{"POST"}, Headers: []string{"Auth0-Client", "Content-Type"}}
	for origin, want := range map[string]string{
		"https://app.test": "https://app.test", "https://app.test.evil": "", "https://evil.app.test": "",
		"http://app.test": "", "https://app.test:444": "", "null": "", "": "",
	} {
		for _, method := range []string{http.MethodOptions, http.MethodPost} {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(method, "/", nil)
			r.Header.Set("Origin", origin)
			c.Wrap(teapot).ServeHTTP(w, r)
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != want || w.Header().Get("Vary") != "Origin" {
				t.Errorf("%s from %q: allowed %q, want %q; Vary %q", method, origin, got, want, w.Header().Get("Vary"))
			}
			if w.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Error("credentials are allowed")
			}
		}
	}
}

// AZ-09: a name said twice is an error, in the query, the body or across both.
func TestAZ09_RepeatedParametersAreNamed(t *testing.T) {
	for name, request := range map[string]*http.Request{
		"in the query":                httptest.NewRequest(http.MethodGet, "/?scope=a&scope=b", nil),
		"same value":                  httptest.NewRequest(http.MethodGet, "/?scope=a&scope=a", nil),
		"one of them empty":           httptest.NewRequest(http.MethodGet, "/?scope=a&scope=", nil),
		"in query and body":           form("/?scope=a", "scope=b"),
		"in the body":                 form("/", "scope=a&scope=b"),
		"with another spelling of it": httptest.NewRequest(http.MethodGet, "/?scope=a&%73cope=b", nil),
	} {
		_, err := ReadParams(request)
		var refused *oauth.Error
		if !errors.As(err, &refused) || refused.Code != oauth.InvalidRequest || !strings.Contains(refused.Description, "scope") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestABodyAbove64KBIsRefused(t *testing.T) {
	_, err := ReadParams(form("/", "state="+strings.Repeat("a", MaxBody)))
	if Public(err).HTTPStatus() != http.StatusRequestEntityTooLarge {
		t.Errorf("%v", err)
	}
}

func form(target, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}
