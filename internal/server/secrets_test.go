package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// PL-07: after a thousand logins no code, cookie or token stands in the log, at
// its most talkative, in a file, in the metrics or in an answer it does not
// belong into.
func TestPL07_AThousandLogins(t *testing.T) {
	t.Parallel()
	const code, people = "271828", 50
	list := ""
	for i := range people {
		list += fmt.Sprintf("{address: user%d@example.test, code: %q}, ", i, code)
	}
	s := newSystem(t, setting{`{address: bob@example.test, code: "535353"}`, list}, setting{"wrong_per_address: [10/h, 100/d], wrong_per_ip: 100/d", "wrong_per_address: [], wrong_per_ip: []"})
	var answers strings.Builder
	var secrets []string
	for i := range 1000 {
		address := fmt.Sprintf("user%d@example.test", i%people)
		b := s.browser()
		for _, r := range []reply{
			b.call("/passwordless/start", start(address)), b.call("/passwordless/verify", verify(address, "31415")), b.call("/passwordless/verify", verify(address, code)),
		} {
			fmt.Fprint(&answers, r.Header, r.body)
		}
		answer := s.fragment(b.get(redirectQuery(address, code)))
		if answer.Get("access_token") == "" {
			t.Fatalf("login %d: %v", i, answer)
		}
		secrets = append(secrets, answer.Get("access_token"), answer.Get("id_token"), b.Jar.Cookies(home())[0].Value)
	}
	metrics := httptest.NewRecorder()
	s.admin().ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	s.Close()
	for name, sink := range map[string]string{"the log": s.log.String(), "a file": s.files(), "the metrics": metrics.Body.String(), "an answer": answers.String()} {
		if name != "a file" && strings.Contains(sink, code) { // in megabytes of sealed text six digits come up by chance
			t.Errorf("the code is in %s", name)
		}
		if sink == "" || hide(sink, secrets) != sink {
			t.Errorf("%s is empty or holds a cookie or a token", name)
		}
	}
}

// hide takes secrets out of text, in one pass over it.
func hide(text string, secrets []string) string {
	var pairs []string
	for _, secret := range secrets {
		pairs = append(pairs, secret, "")
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func home() *url.URL { return &url.URL{Scheme: "https", Host: "localhost:8443", Path: "/"} }
